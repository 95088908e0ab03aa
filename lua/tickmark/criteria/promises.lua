--- Promises: the `parameters:` of approved policies, which tests compare with
--- practice.

local order = require("tickmark.base.order")

local promises = {}

---@class tickmark.Promise
---@field value string
---@field path string
---@field line integer?
---@field blob string
---@field others tickmark.Promise[]?  policies that promise something else

local function add(found, name, promise)
  local known = found[name]
  if not known then
    found[name] = promise
  elseif tostring(known.value) ~= tostring(promise.value) then
    known.others = known.others or {}
    table.insert(known.others, promise)
  end
end

local function gather(found, document, parameters, prefix)
  for _, key in ipairs(order.keys(parameters)) do
    local value, name = parameters[key], prefix .. key
    if type(value) == "table" and #value == 0 then
      gather(found, document, value, name .. ".")
    else
      local place = document.places["parameters\0" .. name:gsub("%.", "\0")]
        or document.places["parameters\0" .. name]
      add(found, name, { value = value, path = document.path, blob = document.blob,
        line = place and place[1] })
    end
  end
end

--- The promises of policies as `records.heads` gives them.
---@param documents table[]
---@return table<string, tickmark.Promise>
function promises.of(documents)
  local found = {}
  for _, document in ipairs(documents) do
    local head = document.head
    if head and head.status == "approved" and type(head.parameters) == "table" then
      gather(found, document, head.parameters, "")
    end
  end
  return found
end

--- Findings for promises that two policies give differently.
---@param found table<string, tickmark.Promise>
---@return {name: string, statement: string, evidence: table[]}[]
function promises.conflicts(found)
  local list = {}
  for _, name in ipairs(order.keys(found)) do
    local promise = found[name]
    if promise.others then
      local words, evidence = {}, {}
      for _, one in ipairs { promise, table.unpack(promise.others) } do
        words[#words + 1] = ("%s in %s"):format(tostring(one.value), one.path)
        evidence[#evidence + 1] = { path = one.path, line = one.line, blob = one.blob,
          role = "exception" }
      end
      list[#list + 1] = { name = name, evidence = evidence,
        statement = ("policies promise %s differently: %s"):format(name,
          table.concat(words, ", ")) }
    end
  end
  return list
end

return promises
