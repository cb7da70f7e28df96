INSERT INTO archive_metadata(key,value,created_at,updated_at) VALUES('database_id','00000000-0000-4000-8000-000000000001','2026-07-03T12:00:00Z','2026-07-03T12:00:00Z');
INSERT INTO model_pricing(model_pattern,input_per_mtok,output_per_mtok,cache_creation_per_mtok,cache_read_per_mtok,updated_at) VALUES
 ('_fallback_version',0,0,0,0,'litellm-398a0b15378c'),
 ('_litellm_last_attempt',0,0,0,0,'2099-01-01T00:00:00Z');
INSERT INTO model_pricing(model_pattern,input_per_mtok,output_per_mtok,cache_creation_per_mtok,cache_read_per_mtok,updated_at) VALUES('m1',3,15,3.75,0.3,'2026-07-03T12:00:00Z');
INSERT INTO model_pricing(model_pattern,input_per_mtok,output_per_mtok,cache_creation_per_mtok,cache_read_per_mtok,updated_at) VALUES('zz',1,1,0,0,'2026-07-03T12:00:00Z');
INSERT INTO sessions(id,project,machine,agent,started_at,created_at,user_message_count) VALUES('h','p1','host','claude','2026-07-01T10:00:00Z','2026-07-01T10:00:00Z',5);
INSERT INTO sessions(id,project,machine,agent,started_at,created_at,user_message_count) VALUES('one','p1','host','codex','2026-07-01T10:00:00Z','2026-07-01T10:00:00Z',1);
INSERT INTO sessions(id,project,machine,agent,started_at,created_at,user_message_count) VALUES('auto','p2','host','claude','2026-07-01T10:00:00Z','2026-07-01T10:00:00Z',0);
INSERT INTO sessions(id,project,machine,agent,started_at,created_at,user_message_count) VALUES('auto9','p4','host','claude','2026-07-01T10:00:00Z','2026-07-01T10:00:00Z',9);
INSERT INTO sessions(id,project,machine,agent,started_at,created_at,user_message_count) VALUES('cop','p3','host','copilot','2026-07-01T10:00:00Z','2026-07-01T10:00:00Z',3);
INSERT INTO messages(session_id,ordinal,role,content,timestamp,model,token_usage) VALUES('h',0,'assistant','x','2026-07-01T02:00:00Z','m1','{"input_tokens":1,"output_tokens":1,"cache_creation_input_tokens":1,"cache_read_input_tokens":1}');
INSERT INTO messages(session_id,ordinal,role,content,timestamp,model,token_usage) VALUES('one',0,'assistant','x','2026-07-01T11:00:00Z','m1','{"input_tokens":10,"output_tokens":10,"cache_creation_input_tokens":10,"cache_read_input_tokens":10}');
INSERT INTO messages(session_id,ordinal,role,content,timestamp,model,token_usage) VALUES('auto',0,'assistant','x','2026-07-02T10:00:00Z','m1','{"input_tokens":100,"output_tokens":100,"cache_creation_input_tokens":100,"cache_read_input_tokens":100}');
INSERT INTO messages(session_id,ordinal,role,content,timestamp,model,token_usage) VALUES('auto9',0,'assistant','x','2026-07-02T10:00:00Z','zz','{"input_tokens":1000,"output_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0}');
INSERT INTO messages(session_id,ordinal,role,content,timestamp,model,token_usage) VALUES('cop',0,'assistant','x','2026-07-02T10:00:00Z','','');
INSERT INTO cursor_usage_events(occurred_at,model,input_tokens,output_tokens,cache_write_tokens,cache_read_tokens,charged_cents,is_headless,dedup_key) VALUES('2026-07-01T12:00:00Z','m1',100000,0,0,0,5,0,'a');
INSERT INTO cursor_usage_events(occurred_at,model,input_tokens,output_tokens,cache_write_tokens,cache_read_tokens,charged_cents,is_headless,dedup_key) VALUES('2026-07-01T13:00:00Z','m1',200000,0,0,0,5,1,'b');
UPDATE sessions SET is_automated=1 WHERE id IN('auto','auto9');
