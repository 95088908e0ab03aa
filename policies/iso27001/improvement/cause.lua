-- A nonconformity is understood: its cause is found, and is not what was seen in other
-- words; and somebody looked where else it may be.
local lists = require "lists"
local shown = require "shown"

-- Words of a text, in lower case, without those that say nothing.
local EMPTY <const> = { the = true, was = true, were = true, ["for"] = true, ["not"] = true }

local function words_of(text)
  local words, n = {}, 0
  for word in tostring(text):lower():gmatch("[%w]+") do
    if #word > 2 and not EMPTY[word] and not words[word] then
      words[word], n = true, n + 1
    end
  end
  return words, n
end

-- Does one text say the other again? Most of its words are there.
local function is_restated(cause, statement)
  local a, n = words_of(cause)
  local b, same = words_of(statement), 0
  for word in pairs(a) do
    if b[word] then same = same + 1 end
  end
  return n > 0 and same / n >= 0.8
end

local function check_cause(t, nc)
  local cause = type(nc.root_cause) == "table" and nc.root_cause or {}
  if not lists.says(cause.text) then
    t:fail(nc, { key = "cause", basis = "documentation_gap", what = "it has no cause" })
  elseif nc.statement and is_restated(cause.text, nc.statement) then
    t:fail(nc, { key = "cause", basis = "documentation_gap",
      what = "its cause says again what was found" })
  end
end

return rule {
  id = "improvement.cause", title = "Causes are found, and similar cases looked for",
  requirement = "10.2", method = "evidence",
  inputs = { ncs = { record = "nonconformity", optional = true, window = "P100Y" } },
  params = { after = { type = "period", default = "P30D" } },
  judge = function(f, t)
    if not shown.any(t, "ncs", f.ncs, "nonconformities and their causes",
      "no nonconformity is recorded") then
      return
    end
    for nc in f.ncs:each() do
      local is_due = not nc.raised_on or nc.raised_on + t.param.after < t.as_of
      if is_due and nc.status ~= "withdrawn" then
        check_cause(t, nc)
        local similar = type(nc.similar_cases) == "table" and nc.similar_cases or {}
        if not lists.says(similar.looked_in) then
          t:fail(nc, { key = "similar", basis = "documentation_gap",
            what = "nobody says where else was looked" })
        end
      end
    end
  end,
}
