--- What scripts declare, without running more than their heads; what was found out
--- before is remembered by their bytes.

local canon = require("tickmark.base.canon")
local core = require("tickmark.core")
local describe = require("tickmark.evaluate.describe")
local json = require("tickmark.base.json")
local order = require("tickmark.base.order")
local pool = require("tickmark.evaluate.pool")

local KIND <const> = "declared"

local function key_of(script)
  local parts = { script.name, script.text or "" }
  for _, name in ipairs(order.keys(script.libraries)) do
    parts[#parts + 1] = name .. "\0" .. script.libraries[name]
  end
  return core.sha256(table.concat(parts, "\0"))
end

--- Ask those that nobody remembers.
local function ask(about, scripts)
  if #scripts == 0 then return {} end
  local workers = pool.new(1, not about.options.no_os_sandbox)
  workers:open(about.paths.objects)
  local ok, answers = pcall(describe, workers, scripts)
  workers:close()
  return ok and answers or error(answers, 0)
end

---@param about tickmark.Subject
---@param scripts table[]
---@return table[] answers  {declared=} or {failed=}, in the order of the scripts
return function(about, scripts)
  local store, keys, answers, missing, at = about:memo_at(), {}, {}, {}, {}
  for i, script in ipairs(scripts) do keys[i] = key_of(script) end
  local known = store and store:get(KIND, keys) or {}
  for i, script in ipairs(scripts) do
    answers[i] = known[keys[i]] and json.decode(known[keys[i]])
    if not answers[i] then
      missing[#missing + 1], at[#at + 1] = script, i
    end
  end
  local found = {}
  for n, answer in ipairs(ask(about, missing)) do
    answers[at[n]] = answer
    if answer.declared then found[keys[at[n]]] = canon.encode(answer) end
  end
  if store then store:put(KIND, found) end
  return answers
end
