--- A trailer is one line of `Key: value`, as `git interpret-trailers` reads it.

local event = require("tickmark.ledger.event")
local shown = require("spec.fuzz.shown")
local text = require("tickmark.base.text")

--- Key and value of each line; a line that begins with a blank goes on.
local function read_trailers(block)
  local found = {}
  for line in block:gmatch("([^\n]*)\n") do
    local key, value = line:match("^([A-Za-z0-9-]+)[ \t]*:[ \t]*(.-)[ \t\r\v\f]*$")
    assert(key, "a line that is no trailer: " .. line)
    found[#found + 1] = { key, value }
  end
  return found
end

return function(bytes)
  local value = text.trailer(bytes)
  assert(utf8.len(value) and not value:find("[\0-\31\127]"), "a control character")
  assert(not shown.is_clear(bytes) or shown.bytes(value) == shown.line(bytes), "a byte was lost")
  assert(not value:find("^ ") and not value:find(" $"), "a blank at an end")
  local found = read_trailers(event.trailers { { "Tickmark-Subject", bytes }, { "Tickmark-End", "x" } })
  assert(#found == 2 and found[1][1] == "Tickmark-Subject" and found[2][1] == "Tickmark-End")
  assert(found[1][2] == value, "reads as something else")
end
