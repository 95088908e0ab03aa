--- A form as JSON Schema (draft 7), which editors complete and validate heads by.

local canon = require("tickmark.base.canon")
local order = require("tickmark.base.order")
local text = require("tickmark.base.text")

local DAY <const> = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
local PERIOD <const> =
  "^(P[0-9]+[DWMY]([0-9]+[DWM])*|[0-9]+ (day|week|month|quarter|year)s?)$"

-- What a scalar may be. Where a document holds text, editors see numbers and truths.
local SCALARS <const> = {
  text = { type = canon.array { "string", "number", "boolean" } },
  id = { type = "string", pattern = "^\\S+$" },
  date = { type = "string", pattern = DAY },
  period = { type = "string", pattern = PERIOD },
  integer = { type = canon.array { "integer", "string" }, pattern = "^[+-]?[0-9]+$" },
  number = { type = canon.array { "number", "string" },
    pattern = "^[+-]?[0-9]+([.][0-9]+)?$" },
  bool = { enum = canon.array { true, false, "yes", "no", "true", "false" } },
  anything = {},
}

-- Words that YAML takes for truths, in some versions.
local TRUTHS <const> = { yes = true, no = false }

local function enum(words)
  local list = canon.array {}
  for word in words:gmatch("[^|]+") do list[#list + 1] = word end
  for i = 1, #list do
    if TRUTHS[list[i]] ~= nil then list[#list + 1] = TRUTHS[list[i]] end
  end
  return { enum = list }
end

local schema_of

local function object(description)
  local properties = {}
  for name, inner in pairs(description.map) do properties[name] = schema_of(inner) end
  return { type = "object", properties = properties,
    required = description.required and canon.array(order.sort_strings(
      table.move(description.required, 1, #description.required, 1, {}))) or nil }
end

--- A description of criteria/schema.lua as a schema.
function schema_of(description)
  if type(description) == "string" then
    return SCALARS[description] or enum(description)
  elseif description.word then
    return { const = description.word }
  elseif description.map then
    return object(description)
  elseif description.each then
    return { type = "object", additionalProperties = schema_of(description.each) }
  elseif description.list then
    return { type = "array", items = schema_of(description.list) }
  end
  local any = canon.array {}
  for i, one in ipairs(description.any) do any[i] = schema_of(one) end
  return { anyOf = any }
end

local function names_of(form, names)
  local list = canon.array {}
  for i, name in ipairs(names) do list[i] = form.names[name] end
  return order.sort_strings(list)
end

--- The words of a repository for those of ours: all, or those that mean one.
local function words_for(form, name, ours)
  local list = canon.array {}
  for _, word in ipairs(order.keys((form.record.values or {})[name] or {})) do
    if not ours or form.record.values[name][word] == ours then list[#list + 1] = word end
  end
  return list
end

--- The JSON Schema of a type's heads.
---@param form table             of documents/form.lua
---@param about table<string, string>  what fields are
---@return string
return function(form, about)
  local schema = object { map = form.description.map }
  for name, theirs in pairs(form.names) do
    local copy = {}
    for key, value in pairs(schema.properties[theirs]) do copy[key] = value end
    copy.description = about[name]
    if copy.enum then
      local words = words_for(form, name)
      copy.enum = table.move(copy.enum, 1, #copy.enum, #words + 1, words)
    end
    schema.properties[theirs] = copy
  end
  schema["$schema"] = "http://json-schema.org/draft-07/schema#"
  schema.title, schema.description = form.shape.title, form.shape.about
  schema.required = names_of(form, form.required)
  if #form.approved > 0 then
    local status, words = form.names.status, words_for(form, "status", "approved")
    words[#words + 1] = "approved"
    schema["if"] = { required = canon.array { status },
      properties = { [status] = { enum = words } } }
    schema["then"] = { required = names_of(form, form.approved) }
  end
  return text.json(canon.encode(schema, { indent = 2 })) .. "\n"
end
