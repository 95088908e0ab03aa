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

-- What a head has that nobody has filled in, by the field or by its shape.
local BEGUN <const> = { status = "draft", version = '"0.1"' }
local EXAMPLES <const> = { date = '"{{YYYY-MM-DD}}"', period = "P1Y" }
local SPOKEN <const> = { bool = "yes or no", integer = "a whole number",
  number = "a number" }

local function scalar(name, description, told)
  local what = told or SPOKEN[description]
  if not what and description:find("|", 1, true) then
    what = "one of: " .. words(description)
  end
  what = what or name:gsub("_", " ")
  return EXAMPLES[description] or '"{{' .. what:gsub('"', "'") .. '}}"'
end

local blank

--- The keys of a map that it needs, or all of them.
local function entries(description, indent)
  local lines = {}
  for i, key in ipairs(description.required or order.keys(description.map)) do
    lines[i] = indent .. key .. ":" .. blank(key, description.map[key], indent .. "  ")
  end
  return table.concat(lines, "\n")
end

--- A value that nobody has filled in, as it follows its key and a colon.
function blank(name, description, indent, told)
  if type(description) == "string" then
    return " " .. scalar(name, description, told)
  elseif description.any then
    return blank(name, description.any[1], indent, told)
  elseif description.map then
    return "\n" .. entries(description, indent)
  elseif type(description.list) == "table" and description.list.map then
    local inner = entries(description.list, indent .. "  ")
    return "\n" .. indent .. "- " .. inner:sub(#indent + 3)
  end
  return " [" .. scalar(name, description.list) .. "]"
end

--- A head to begin with: what the type needs, each to be filled in.
---@param form table
---@param about table<string, string>
---@param is_yaml boolean?  a document that is all head
---@return string
function fields.scaffold(form, about, is_yaml)
  local lines = { ("type: %s"):format(form.shape.type) }
  for _, list in ipairs { form.required, form.approved } do
    for _, name in ipairs(list) do
      local key = form.names[name]
      local value = BEGUN[name] or name == "id" and form.shape.id .. "-{{NAME}}"
      lines[#lines + 1] = key .. ":" .. (value and " " .. value
        or blank(name, form.description.map[key], "  ", about[name]))
    end
  end
  local head = table.concat(lines, "\n") .. "\n"
  if is_yaml then return head end
  return ("---\n%s---\n# {{%s}}\n\n{{%s}}\n"):format(head, form.shape.title,
    form.shape.about)
end

return fields
