import { describe, expect, test } from "vitest";
import { foundIn, only } from "../../../support/finding.ts";

const NAMES = only("username");

describe("U1 user names are found where logs write them", () => {
  test.each([
    "user=NAME",
    'user="NAME"',
    "username: NAME",
    '{"username":"NAME"}',
    '{\\"user\\":\\"NAME\\"}',
    "user.name=NAME",
    "ruser=NAME",
    "logname=NAME uid=0",
    "ugi=NAME (auth:SIMPLE)",
    'acct="NAME"',
    "user=CORP\\NAME",
    "User 'NAME' not found",
    'role for user "NAME"',
    "remote_user=NAME,",
    "login=NAME",
    "Invalid user NAME from 203.0.113.7",
    "input_userauth_request: invalid user NAME [preauth]",
    "Failed password for invalid user NAME from 203.0.113.7 port 1 ssh2",
    "Failed none for NAME from 203.0.113.7 port 1 ssh2",
    "Accepted publickey for NAME from 203.0.113.7",
    "Disconnected from user NAME 203.0.113.7 port 2",
    "Connection closed by authenticating user NAME 203.0.113.7 port 2 [preauth]",
    "session opened for user NAME by (uid=0)",
    "session closed for user NAME",
    "session opened for user root by NAME(uid=1000)",
    "New session 4 of user NAME.",
    "su: (to root) NAME on pts/0",
    "su[221]: Successful su for root by NAME",
    "sudo:     NAME : TTY=pts/0 ; COMMAND=/bin/ls",
    "uid=1000(NAME) gid=1000",
    "chdir(/home/NAME) failed",
    "open '/home/NAME/x.log'",
    "/Users/NAME/Library/Logs",
    "C:\\Users\\NAME\\x",
    "C:\\\\Users\\\\NAME\\\\x",
    "file:///home/NAME/x",
    "https://host.example/~NAME/",
    "ssh NAME@build-7",
    "LeaseRenewer:NAME@host:9000",
    "Changing view acls to: NAME",
    "users with view permissions: Set(NAME)",
    "/tmp/hadoop-yarn/staging/NAME/.staging/job_1",
    "User NAME logged in from 203.0.113.7",
    "Access denied for user 'NAME'@'localhost'",
    'password authentication failed for user "NAME"',
    "Account Name:\t\tNAME",
  ])("U1 %s", (frame) => {
    for (const name of ["ahopper", "grace.h", "lovelace2"])
      expect(foundIn(frame.replace("NAME", name), NAMES)).toContain(name);
  });

  test("U1 what someone typed as a name counts, whatever it is", () => {
    for (const name of ["0101", "admin", "oracle", "user", "test1$"])
      expect(foundIn(`Invalid user ${name} from 203.0.113.7`, NAMES)).toEqual([name]);
  });

  test("U1 whole values of keys for names, and of no others", () => {
    for (const key of ["user.name", "db.user", "enduser.username", "owner", "login", "userName"])
      expect(foundIn("ahopper", NAMES, key)).toEqual(["ahopper"]);
    for (const key of ["user.roles", "user_agent.original", "user.id", "user.language", "service.name"])
      expect(foundIn("ahopper", NAMES, key)).toEqual([]);
  });
});

describe("U2 what is no user name", () => {
  test.each([
    "session opened for user root by (uid=0)",
    "user=root",
    "/home/ubuntu/app",
    "C:\\Users\\Public\\x",
    "user=www-data",
    "uid=0(root)",
    "check pass; user unknown",
    "Invalid user  from 203.0.113.7",
    "user=0 uid=10250 user: 42",
    "user agent: x",
    "user-level exception, user data, user defined",
    "for user authentication",
    "for user in users",
    "new user created",
    "User logged in",
    "unknown user agent",
    "GET /home/dashboard HTTP/1.1",
    "POST /home/login",
    "https://shop.example/home/products",
    "GET /api/users/profile",
    "https://h.example/Users/list",
    "users=12 active",
    "USER_MODE_FIXED user=0 USER_SWITCHED",
    "userService: started",
    'user: {"id":1}',
    "user: [redacted]",
    "user=null user=<nil> user=${USER} user=-",
    "user: 550e8400-e29b-41d4-a716-446655440000",
    "User: Ada Lovelace",
    "login failed: invalid credentials",
    "superuser=yes enduser: x1",
    "invalid user input",
    "invalid user or password",
    "by (uid=0)",
    "sudo: pam_unix(sudo:session): session closed",
    "su: cannot open session",
    "ssh host.example",
    "user=ada@example.org",
  ])("U2 %s", (text) => {
    expect(foundIn(text, NAMES)).toEqual([]);
  });
});

describe("U3 hostile strings end, with spans inside the text", () => {
  test.each([
    "user ",
    "user=",
    "for user ",
    "users/",
    "/home/",
    "C:\\Users\\",
    "su: ",
    "sudo: ",
    "by ",
    "http://h/~",
    "://",
    "invalid user ",
    "\ud800user=",
    "user=\u202e",
  ])("U3 %j", (unit) => {
    const text = unit.repeat(20_000).slice(0, 60_000);
    for (const name of foundIn(text, NAMES)) expect(text).toContain(name);
  });
});
