--- What an open ledger tells: rows of findings, the story of one, what is due.
--- Plain data, which a report shows.

local canon = require("tickmark.base.canon")
local catalogue = require("tickmark.criteria.catalogue")
local date = require("tickmark.base.date")
local kinds = require("tickmark.ledger.kinds")
local life = require("tickmark.ledger.life")
local order = require("tickmark.base.order")
local page = require("tickmark.ledger.page")

local view = {}

---@class tickmark.Row: tickmark.Digest
---@field name string        "NC-7F3A"
---@field overdue boolean

local SEVERITY <const> = { major = 1, minor = 2, ofi = 3, positive = 4 }

--- Days that are over, by how they are written; many findings share one.
local function past(today)
  local text = tostring(today)
  return setmetatable({}, { __index = function(known, day)
    known[day] = order.less(day, text)
    return known[day]
  end })
end

--- A digest and what it needs to be shown; in its place, for there may be many.
local function row_of(book, digest, is_past)
  local due = digest.due_on
  digest.name, digest.overdue = book:name(digest), due ~= nil and is_past[due]
  return digest
end

local function wanted(digest, filters)
  return not (filters.open and life.is_over(digest.state))
    and (not filters.grade or digest.grade == filters.grade)
    and (not filters.requirement or digest.requirement == filters.requirement)
    and (not filters.state or digest.state == filters.state)
end

--- The groups of a map by key, those that come first at first.
local function sorted(groups, before)
  local keys, list = order.sort(order.keys(groups), before), {}
  for i, key in ipairs(keys) do list[i] = groups[key] end
  return list
end

local function by_severity(a, b) return (SEVERITY[a] or 9) < (SEVERITY[b] or 9) end

--- Findings, the most severe first, then by requirement and id.
---@param book tickmark.Book
---@param filters {open: boolean?, grade: string?, requirement: string?, state: string?}
---@return tickmark.Row[]
function view.rows(book, filters)
  local grades, list, is_past = {}, canon.array {}, past(book.today)
  for _, digest in ipairs(book:list("findings")) do -- in the order of their ids
    if wanted(digest, filters) then
      local grade, requirement = digest.grade, digest.requirement
      grades[grade] = grades[grade] or {}
      local group = grades[grade][requirement] or {}
      grades[grade][requirement] = group
      group[#group + 1] = row_of(book, digest, is_past)
    end
  end
  for _, requirements in ipairs(sorted(grades, by_severity)) do
    for _, group in ipairs(sorted(requirements, catalogue.order)) do
      table.move(group, 1, #group, #list + 1, list)
    end
  end
  return list
end

--- What an event says beyond the state, in a line or two.
local function said_of(head, was)
  if not was then return head.statement or head.asked or head.action end
  local parts = { response = "text", dispute = "text", verified = "text",
    withdrawn = "text", settled = "text" }
  for _, key in ipairs(order.keys(parts)) do
    local now = head[key]
    if type(now) == "table" and canon.encode(now) ~= canon.encode(was[key] or {}) then
      return now[parts[key]] or (head.root_cause or {}).text
        or (head.correction or {}).what
    end
  end
  local reviews, before_ = head.reviews or {}, was.reviews or {}
  if #reviews > #before_ then return reviews[#reviews].text end
  local grades = head.grades or {}
  if #grades > #(was.grades or {}) then return grades[#grades].reason end
  if head.reproduced == "no" and was.reproduced ~= "no" then
    return "The test that raised it passed."
  end
end

local function steps_of(book, recorded)
  local list, by_sha = canon.array {}, {}
  for i, one in ipairs(book:events(recorded)) do
    local head = one.data
    local was = by_sha[head.previous[1]]
    list[i] = { seq = one.at.seq, state = head.state, from = was and was.state or "new",
      on = head.on or head.as_of, by = head.by, grade = head.grade,
      said = said_of(head, was), sha256 = one.at.sha256 }
    by_sha[one.at.sha256] = head
  end
  return list
end

--- The whole story of a finding, with its actions.
---@param book tickmark.Book
---@param recorded tickmark.Recorded
function view.story(book, recorded)
  local story = row_of(book, page.digest(recorded), past(book.today))
  story.folder, story.type = nil, nil
  local head = recorded.head
  for _, key in ipairs { "basis", "point", "subject", "rule", "raised_on", "raised_by",
    "root_cause", "similar_cases", "correction", "immediate_correction", "dispute",
    "plan_accepted", "verified", "closed_on", "withdrawn", "grades", "recurs",
    "supersedes", "evidence_commit", "extension" } do
    story[key] = head[key]
  end
  story.items = canon.array(head.items or {})
  story.evidence = canon.array(head.evidence or {})
  story.steps, story.actions = steps_of(book, recorded), canon.array {}
  for _, other in ipairs(book:all("actions")) do
    if other.head.finding == recorded.id then
      other = book:whole(other)
      local action = { name = book:name(other), steps = steps_of(book, other) }
      for _, key in ipairs { "action", "owner", "due", "state", "done_on",
        "effectiveness" } do
        action[key] = other.head[key]
      end
      story.actions[#story.actions + 1] = action
    end
  end
  story.signed = book:trust().signed or "none"
  story.next = canon.array(life.next("findings", head))
  story.title = (catalogue.get(head.requirement) or {}).title
  return story
end

--- The stories of findings, the most severe first.
---@param book tickmark.Book
---@param filters {open: boolean?, grade: string?, requirement: string?, state: string?}
function view.stories(book, filters)
  local list = {}
  for i, row in ipairs(view.rows(book, filters)) do
    list[i] = view.story(book, book:whole(book.ledger.records:get(row.id)))
  end
  return canon.array(list)
end

local function due_of(book, list, name, what, about, due)
  list[#list + 1] = { name = name, what = what, about = about, due_on = tostring(due),
    days = due - book.today, overdue = due < book.today }
end

local function by_day(a, b)
  if a.days ~= b.days then return a.days < b.days end
  return order.less(a.name, b.name)
end

--- What is due, overdue first; and how many findings are under way, by grade.
---@param book tickmark.Book
---@return table  {today=, due=, open= (by grade), conflicts=}
function view.due(book)
  local due, open, conflicts = {}, {}, canon.array {}
  for _, row in ipairs(view.rows(book, { open = true })) do
    open[row.grade] = (open[row.grade] or 0) + 1
    if row.conflict then conflicts[#conflicts + 1] = row.name end
    if row.due_on and SEVERITY[row.grade] <= 2 then
      due_of(book, due, row.name, row.waits_for, row.statement, date.parse(row.due_on))
    end
  end
  for _, folder in ipairs { "actions", "requests" } do
    for _, recorded in ipairs(book:all(folder)) do
      if recorded.conflict then conflicts[#conflicts + 1] = book:name(recorded) end
      local head = recorded.head
      local day = date.parse(head.due)
      local about = book.ledger.records:get(head.finding)
      local is_moot = about and life.is_over(about.head.state)
      local check = date.parse((head.effectiveness or {}).check_after)
      if (head.state == "planned" or head.state == "open") and day and not is_moot then
        due_of(book, due, book:name(recorded), kinds.BY_FOLDER[folder].noun,
          head.action or head.asked, day)
      elseif head.state == "done" and check then
        due_of(book, due, book:name(recorded), "check of its effect", head.action, check)
      end
    end
  end
  return { today = tostring(book.today), due = canon.array(order.sort(due, by_day)),
    open = open, conflicts = conflicts }
end

return view
