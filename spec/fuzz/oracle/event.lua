--- An event of the ledger reads back as it was written, head and words.

local core = require("tickmark.core")
local doc = require("tickmark_worker").doc
local event = require("tickmark.ledger.event")
local kinds = require("tickmark.ledger.kinds")

local MOST <const> = 60000 -- of a value; the strict reader takes 64 KiB

return function(bytes)
  local cut = (bytes:byte(1) or 0) % 64 + 2
  local value, words = bytes:sub(2, cut), bytes:sub(cut + 1)
  if #value > MOST or not utf8.len(value) then return end
  local head = { id = "ABCDEFGHIJKLMNOP", seq = 1, state = "open", statement = value, requirement = "A.8.5",
    previous = { value, "x" }, evidence = { { path = value, line = 7 }, { path = "y" } }, point = { [1] = value } }
  local path, file, sha256 = event.file(head, words)
  local parsed = assert(kinds.parse_path(path), "its path is none")
  assert(parsed.sha256 == sha256 and sha256 == core.sha256(file) and parsed.seq == 1)
  assert(file:sub(-#words) == words or words == "", "the words changed")
  local yaml = file:sub(1, #file - #words)
  assert(utf8.len(yaml) and not yaml:find("[\0-\9\11-\31\127]"), "a control character in the head")
  local read, fault = doc.parse(yaml, { kind = "markdown" })
  assert(read, fault and fault.message)
  local data = read:data()
  assert(data.statement == value and data.previous[1] == value and data.previous[2] == "x")
  assert(data.evidence[1].path == value and data.evidence[1].line == "7" and data.evidence[2].path == "y")
  assert(data.point[1] == value and read:text() == "")
end
