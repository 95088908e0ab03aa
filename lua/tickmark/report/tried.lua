--- Scripts that were tried on their fixtures, for people.

local paint = require("tickmark.report.paint")
local text = require("tickmark.base.text")

local function of_one(out, one, tint)
  local good = 0
  for _, case in ipairs(one.cases) do
    if #case.faults == 0 then good = good + 1 end
  end
  out[#out + 1] = ("%s: %d of %s as expected"):format(text.terminal(one.path), good,
    text.plural(#one.cases, "case"))
  for _, case in ipairs(one.cases) do
    for i, fault in ipairs(case.faults) do
      if i == 1 then
        out[#out + 1] = tint("fail", "  " .. text.terminal(case.name))
      end
      out[#out + 1] = "    " .. text.terminal(fault)
    end
  end
  if not one.can_fail then
    out[#out + 1] = tint("fail",
      ("  it can't fail: none of %s of what passes made it"):format(
        text.plural(one.changes or 0, "change")))
    out[#out + 1] = "    -> give it a case that has to fail, or take it away"
  end
  return good == #one.cases and one.can_fail
end

---@param tried tickmark.Tried[]
---@param colour boolean?
---@return string
---@return boolean ok
return function(tried, colour)
  local out, ok, cases, tint = {}, true, 0, paint.new(colour)
  for _, one in ipairs(tried) do
    ok = of_one(out, one, tint) and ok
    cases = cases + #one.cases
  end
  out[#out + 1] = ("%s, %s: %s"):format(text.plural(#tried, "script"),
    text.plural(cases, "case"), ok and "as expected" or "not as expected")
  return table.concat(out, "\n") .. "\n", ok
end
