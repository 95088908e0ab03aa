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

local function is_left(value)
  return value:find("{{", 1, true) and value:find("{{[^{}]*}}") ~= nil
end

--- Is there a value that is one of a template? Mostly there is none.
local function any_in(value)
  if type(value) == "string" then return is_left(value) end
  if type(value) ~= "table" then return false end
  for _, inner in pairs(value) do
    if any_in(inner) then return true end
  end
  return false
end

--- The first such value, and the keys that lead to it.
local function in_head(value, at)
  if type(value) == "string" then
    return is_left(value) and { at = at, value = value } or nil
  elseif type(value) ~= "table" then
    return nil
  end
  for _, key in ipairs(order.keys(value)) do
    local longer = table.move(at, 1, #at, 1, {})
    longer[#longer + 1] = key
    local found = in_head(value[key], longer)
    if found then return found end
  end
end

---@param item tickmark.Item
---@param note fun(fault: tickmark.Noted)
return function(item, note)
  local left = any_in(item.theirs) and in_head(item.theirs, {})
  if left then
    note { code = "placeholder", key = left.at[1], at = left.at, warns = true,
      message = ("%s: %s is left of the template"):format(table.concat(left.at, "."),
        text.quote(left.value)), remedy = "fill it in" }
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
