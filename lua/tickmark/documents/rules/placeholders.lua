--- Nothing of the template is left that was to be filled in.

local order = require("tickmark.base.order")
local text = require("tickmark.base.text")

-- A text that is quick to look for, and what has to stand around it.
local PATTERNS <const> = {
  { "{{", "{{[^{}\n]*}}" }, { "TODO", "%f[%w]TODO%f[%W]" }, { "TBD", "%f[%w]TBD%f[%W]" },
  { "XXX", "%f[%w]XXX+%f[%W]" }, { "nsert ", "<[Ii]nsert [^<>\n]*>" },
  { "our ", "<[Yy]our [^<>\n]*>" }, { "ompany ", "%[[Cc]ompany [Nn]ame%]" },
  { "rganisation]", "%[[Oo]rganisation%]" }, { "orem ipsum", "[Ll]orem ipsum" },
}

local function line_of(body, at)
  local _, n = body:sub(1, at):gsub("\n", "")
  return n
end

--- The first key whose value is one of a template.
local function in_head(item)
  for _, key in ipairs(order.keys(item.theirs)) do
    local value = item.theirs[key]
    if type(value) == "string" and value:find("{{", 1, true)
      and value:find("{{[^{}]*}}") then return key, value end
  end
end

---@param item tickmark.Item
---@param note fun(fault: tickmark.Noted)
return function(item, note)
  local key, value = in_head(item)
  if key then
    note { code = "placeholder", key = key, warns = true, message = ("%s: %s is left of "
      .. "the template"):format(key, text.quote(value)), remedy = "fill it in" }
    return
  end
  for _, pattern in ipairs(PATTERNS) do
    local at, last
    if item.body:find(pattern[1], 1, true) then at, last = item.body:find(pattern[2]) end
    if at then
      note { code = "placeholder", warns = true,
        line = item.line + line_of(item.body, at),
        message = ("%s is left of the template"):format(
          text.quote(item.body:sub(at, last))), remedy = "fill it in, or take it out" }
      return -- one a document is enough to be looked at
    end
  end
end
