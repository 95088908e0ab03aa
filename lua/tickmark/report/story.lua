--- The story of one finding: as text, in Markdown, as JSON.

local canon = require("tickmark.base.canon")
local text = require("tickmark.base.text")

-- How a format writes a heading, a field and a line of a list.
local FORMS <const> = {
  text = { show = function(s) return text.terminal(s) end, title = "%s", heading = "\n%s",
    field = "  %-14s %s", item = "  %s" },
  markdown = { show = text.markdown, title = "# %s", heading = "\n## %s\n",
    field = "- **%s** %s", item = "- %s" },
}

local function words(state) return (state:gsub("[-_]", " ")) end

local function place(one)
  local where = one.line and ("%s:%s"):format(one.path, one.line) or one.path
  local said = {}
  said[#said + 1] = one.provenance
  said[#said + 1] = one.label and words(one.label)
  return ("%s @ %s%s"):format(where, (one.commit or one.blob or ""):sub(1, 12),
    #said > 0 and (" (%s)"):format(table.concat(said, ", ")) or "")
end

local function add_fields(add, story)
  local cause, similar = story.root_cause or {}, story.similar_cases or {}
  local verified, dispute = story.verified or {}, story.dispute or {}
  for _, field in ipairs {
    { "requirement", story.title and ("%s %s"):format(story.requirement, story.title)
      or story.requirement },
    { "grade", ("%s (%s)%s"):format(story.grade, story.grade_is,
      story.basis and ", " .. story.basis or "") },
    { "state", story.conflict and "in conflict" or words(story.state) },
    { "reproduced", story.reproduced },
    { "raised", story.raised_on and story.raised_on
      .. (story.raised_by and " by " .. story.raised_by or "") },
    { "rule", story.rule }, { "recurs", story.recurs },
    { "supersedes", story.supersedes },
    { "waits for", story.waits_for and ("%s, until %s%s"):format(story.waits_for,
      story.due_on, story.overdue and ": overdue" or "") },
    { "cause", cause.text and ("%s (%s, %s)"):format(cause.text, cause.method or "?",
      cause.category or "?") },
    { "looked in", similar.looked_in and table.concat(similar.looked_in, "; ")
      .. ": " .. (similar.found or "?") },
    { "correction", story.correction and story.correction.what },
    { "dispute", dispute.text }, { "decision", dispute.decision },
    { "extension", story.extension and ("%s, to %s"):format(story.extension.why,
      story.extension.due) },
    { "verified", verified.result and ("%s on %s by %s"):format(verified.result,
      verified.on, verified.by) },
    { "closed", story.closed_on },
    { "withdrawn", story.withdrawn and story.withdrawn.text },
  } do
    if field[2] then add("field", field[1], field[2]) end
  end
end

local function add_actions(add, actions)
  if #actions == 0 then return end
  add("heading", "Corrective actions")
  for _, one in ipairs(actions) do
    add("item", ("%s %s: %s (%s, due %s)"):format(one.name, words(one.state), one.action,
      one.owner, one.due))
    local effect = one.effectiveness or {}
    if effect.criterion then
      add("item", ("  effect: %s%s"):format(effect.criterion, effect.result
        and (": %s on %s by %s"):format(words(effect.result), effect.checked_on,
          effect.by)
        or effect.check_after and ", from " .. effect.check_after or ""))
    end
  end
end

local function add_steps(add, steps)
  add("heading", "What happened")
  for _, step in ipairs(steps) do
    add("item", ("%s  %s -> %s%s%s"):format(step.on or "?", words(step.from),
      words(step.state), step.by and " by " .. step.by or "",
      step.said and ": " .. step.said or ""))
  end
end

-- What the names and dates of a story are worth.
local CLAIMS <const> = {
  none = "Who and when are claims: nothing here has to be signed. tickmark verify tells "
    .. "what is.",
  auditors = "What auditors did had to be signed; who else and when are claims. "
    .. "tickmark verify tells what is signed.",
}

--- The story of followup/view.lua in a format.
---@param story table
---@param format "text"|"json"|"markdown"
---@return string
return function(story, format)
  if format == "json" then
    return text.json(canon.encode(story, { indent = 2 })) .. "\n"
  end
  local form, lines = FORMS[format], {}
  local function add(what, ...)
    local shown = { ... }
    for i, s in ipairs(shown) do shown[i] = form.show(s) end
    lines[#lines + 1] = form[what]:format(table.unpack(shown))
  end
  add("title", ("%s: %s"):format(story.name, story.statement))
  lines[#lines + 1] = ""
  add_fields(add, story)
  add("heading", "Evidence")
  for _, one in ipairs(story.evidence) do add("item", place(one)) end
  add_actions(add, story.actions)
  add_steps(add, story.steps)
  if CLAIMS[story.signed] then add("item", CLAIMS[story.signed]) end
  if #story.next > 0 then
    add("heading", "Possible now")
    add("item", table.concat(story.next, ", "))
  end
  return table.concat(lines, "\n") .. "\n"
end
