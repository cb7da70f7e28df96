INSERT INTO archive_metadata(key,value,created_at,updated_at) VALUES('database_id','00000000-0000-4000-8000-000000000001','2026-07-03T12:00:00Z','2026-07-03T12:00:00Z');
INSERT INTO model_pricing(model_pattern,input_per_mtok,output_per_mtok,cache_creation_per_mtok,cache_read_per_mtok,updated_at) VALUES
 ('_fallback_version',0,0,0,0,'litellm-398a0b15378c'),('_litellm_last_attempt',0,0,0,0,'2099-01-01T00:00:00Z'),('m1',3,15,3.75,0.3,'2026-07-03T12:00:00Z');
INSERT INTO sessions(id,project,machine,agent,started_at,created_at,user_message_count) VALUES('s1','p1','h','claude','2026-07-01T10:00:00Z','2026-07-01T10:00:00Z',5);
INSERT INTO messages(session_id,ordinal,role,content,timestamp,model,token_usage,claude_message_id,claude_request_id) VALUES('s1',0,'assistant','x','2026-07-01T10:00:00Z','m1','{"input_tokens":1}','a','b');
INSERT INTO sessions(id,project,machine,agent,started_at,created_at,user_message_count) VALUES('s2','p2','h','codex','2026-07-01T10:00:00Z','2026-07-01T10:00:00Z',5);
INSERT INTO messages(session_id,ordinal,role,content,timestamp,model,token_usage,claude_message_id,claude_request_id) VALUES('s2',0,'assistant','x','2026-07-01T11:00:00Z','m2','{"input_tokens":10}','a','b');
INSERT INTO sessions(id,project,machine,agent,started_at,created_at,user_message_count) VALUES('neg','p3','h','codex','2026-07-01T10:00:00Z','2026-07-01T10:00:00Z',5);
INSERT INTO usage_events(session_id,source,model,occurred_at,cost_usd,input_tokens) VALUES('neg','x','m1','2026-07-01T10:00:00Z',-1.0,5);
INSERT INTO usage_events(session_id,source,model,occurred_at,cost_usd,input_tokens,dedup_key) VALUES('neg','x','m3','2026-07-01T10:00:00Z',1.0,5,'k');
INSERT INTO sessions(id,project,machine,agent,started_at,created_at,user_message_count) VALUES('cop','p4','h','copilot','2026-07-01T10:00:00Z','2026-07-01T10:00:00Z',5);
INSERT INTO usage_events(session_id,source,model,occurred_at,cost_usd,dedup_key) VALUES('cop','x','m1','2026-07-01T10:00:00Z',0.5,'c');