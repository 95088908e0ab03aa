--- What a record type holds, for people: its fields, and a head to begin with.

local order = require("tickmark.base.order")
local text = require("tickmark.base.text")

local fields = {}

--- A description of criteria/schema.lua in a few words.
local function words(description)
  if type(description) == "string" then
    return (description:gsub("|", ", "))
  elseif description.list then
    local inner = words(description.list)
    return inner == "text" and "a list" or "a list of: " .. inner
  elseif description.map then
    return "{" .. table.concat(order.keys(description.map), ", ") .. "}"
  elseif description.each then
    return "a map"
  end
  local list = {}
  for i, one in ipairs(description.any or {}) do list[i] = words(one) end
  return text.either(list)
end

local function marks(form)
  local needed = {}
  for _, name in ipairs(form.approved) do needed[name] = "once approved" end
  for _, name in ipairs(form.required) do needed[name] = "always" end
  return needed
end

--- The fields of a type, those that it needs first.
---@param form table  of documents/form.lua
---@param about table<string, string>
---@return string
function fields.table(form, about)
  local needed, rows = marks(form), {}
  for _, rank in ipairs { "always", "once approved", "" } do
    for _, name in ipairs(order.keys(form.names)) do
      if (needed[name] or "") == rank then
        rows[#rows + 1] = { "  " .. form.names[name], rank,
          about[name] or words(form.description.map[form.names[name]]) }
      end
    end
  end
  local lines = text.columns(rows)
  table.insert(lines, 1, ("%s: %s\nIds begin with %s-; it answers %s.\n"):format(
    form.shape.title, form.shape.about, form.shape.id, form.shape.requirement))
  return table.concat(lines, "\n") .. "\n"
end

-- What a head has that nobody has filled in.
local EXAMPLES <const> = { date = "{{YYYY-MM-DD}}", period = "P1Y", status = "draft",
  version = '"0.1"' }

--- A head to begin with: what the type needs, each to be filled in.
---@param form table
---@param about table<string, string>
---@return string
function fields.scaffold(form, about)
  local lines = { "---", ("type: %s"):format(form.shape.type) }
  for _, list in ipairs { form.required, form.approved } do
    for _, name in ipairs(list) do
      local description = form.description.map[form.names[name]]
      local value = EXAMPLES[name] or name == "id" and form.shape.id .. "-{{NAME}}"
        or EXAMPLES[description] or "{{" .. (about[name] or words(description)) .. "}}"
      if type(description) == "table" then value = '["{{...}}"]' end
      if value:find("^{") then value = '"' .. value:gsub('"', "'") .. '"' end
      lines[#lines + 1] = ("%s: %s"):format(form.names[name], value)
    end
  end
  lines[#lines + 1] = "---"
  lines[#lines + 1] = ("# {{%s}}\n"):format(form.shape.title)
  lines[#lines + 1] = "{{" .. form.shape.about .. "}}"
  return table.concat(lines, "\n") .. "\n"
end

return fields
