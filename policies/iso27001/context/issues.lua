-- Issues of the context are known and looked at again, and somebody has decided whether
-- climate change is one. "Not relevant" is an answer.
local lists = require "lists"
local shown = require "shown"

local function climate_of(issues)
  for issue in issues:each() do
    local climate = issue.climate
    if type(climate) == "table" and lists.says(climate.relevant) then return issue end
  end
end

return rule {
  id = "context.issues", title = "The context is known, climate change decided on",
  requirement = "4.1", method = "document",
  inputs = { issues = { record = "context-issue", optional = true, window = "P100Y" } },
  params = { every = { type = "period", promise = "context_review", default = "P1Y" },
    grace = { type = "period", default = "P1M" } },
  judge = function(f, t)
    if not shown.any(t, "issues", f.issues, "issues of the context") then
      if t:keeps("issues") then
        t:fail(nil, { what = "no issue of the context is recorded",
          basis = "documentation_gap" })
      end
      return
    end
    if not climate_of(f.issues) then
      t:fail(nil, { key = "climate", basis = "documentation_gap", cite = f.issues:docs(),
        what = "nobody has decided whether climate change is an issue" })
    end
    t:extent(f.issues, { key = "review", what = "issues that nobody has looked at again",
      basis = { minor = "isolated_lapse", major = "systematic_failure" },
      bad = function(issue)
        return not issue.reviewed_on
          or issue.reviewed_on + t.param.every + t.param.grace < t.as_of
      end })
  end,
}
