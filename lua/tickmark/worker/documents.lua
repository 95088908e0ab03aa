--- Documents as the role `read` judges them: all of a tree, or those that a change
--- touches, with what it does to those that it doesn't.

local change = require("tickmark.worker.change")
local items = require("tickmark.worker.items")
local judging = require("tickmark.worker.judging")
local kept = require("tickmark.worker.kept")
local ledger = require("tickmark.worker.ledger")
local link = require("tickmark.worker.link")
local links = require("tickmark.documents.links")
local revisions = require("tickmark.worker.revisions")
local view = require("tickmark.worker.view")

local MANY <const> = 200 -- documents, which several workers judge

local function note_gone(self)
  for _, was in ipairs(change.taken_away(self.change)) do
    local retention = was.form.record.retention
    if retention then
      local title, id = was.form.shape.title:lower(), was.key:match("^=(.*)")
      judging.fault(self, was.path, { code = "deletion",
        message = ("a %s%s is taken away, and is to be kept for %s"):format(title,
          id and (" (%s)"):format(id) or "", retention),
        remedy = "set its status to retired, and leave it where it is" })
    end
  end
end

local function note_passed_over(self, problems)
  for _, one in ipairs(problems) do
    judging.fault(self, one.path, { code = "lost", message = one.message,
      remedy = "give it a plain name; what can't be read can't be judged" })
  end
end

--- The sections that documents no longer have, by their paths.
local function anchors_gone(self)
  local gone = {}
  for _, list in ipairs { self.change.touched, self.change.taken } do
    for _, one in ipairs(list) do
      local now = one.old and one.path:find("%.md$")
        and items.anchors_at(self.view, one.path, one.id)
      local old = now and items.anchors_at(self.view, one.path, one.old) or {}
      for section in pairs(old) do
        if not now[section] then
          gone[one.path] = gone[one.path] or {}
          gone[one.path][section] = true
        end
      end
    end
  end
  return gone
end

--- What a change takes away: files by their paths, documents and entries by their ids,
--- sections.
local function gone_of(self)
  local gone = { files = {}, ids = {}, sections = anchors_gone(self) }
  for _, list in ipairs { self.change.gone, self.change.taken_gone } do
    for _, one in ipairs(list) do gone.files[one.path] = true end
  end
  for _, was in ipairs(change.taken_away(self.change)) do
    local id = was.key:match("^=(.*)")
    if id then gone.ids[id] = true end
  end
  for _, item in ipairs(change.items_gone(self.change)) do
    if item.head.id then gone.ids[tostring(item.head.id)] = true end
  end
  return gone
end

--- Links of a document that the change doesn't touch, to what is lost by it.
local function check_links(self, item, gone, is_lost)
  for _, one in ipairs(item.links()) do
    local file, anchor = links.resolve(item.path, one.target)
    local sections = file and gone.sections[file]
    if file and is_lost(file) or sections and sections[links.section(anchor)] then
      judging.fault(self, item.path, { code = "reference", line = one.line,
        warns = item.head.status == "draft" or nil,
        message = ("link to %s, which is taken away"):format(one.target),
        remedy = "let it lead to where that is now, or take it out" })
    end
  end
end

--- What the change does to a document that it doesn't touch. One that a merge takes from
--- another of its parents is new here.
local function look_at(self, found, gone, taken)
  local function is_lost(file)
    return gone.files[file] or taken ~= nil and change.is_lost(self.change, file)
  end
  for _, item in ipairs((items.read(self.view, found.form, found.path, found))) do
    judging.id(self, item, taken ~= nil and not taken.old)
    judging.names(self, item, function(id)
      return gone.ids[id] or taken ~= nil and judging.was_once(self, id)
    end)
    judging.applicability(self, item, false)
    check_links(self, item, gone, is_lost)
  end
  link.beat()
end

--- Look at the documents that a change doesn't touch, for what it does to them: it may
--- bring an id that one has, name one, or take away what one links to or names. Of a
--- merge each side may do that to the other.
local function look_around(self, everything)
  local is_touched, taken, gone = {}, {}, gone_of(self)
  for _, one in ipairs(self.change.touched) do is_touched[one.path] = true end
  for _, one in ipairs(self.change.taken) do taken[one.path] = one end
  local of_use = everything or self.has_new or self.has_names or self.excludes
    or next(gone.files) or next(gone.ids) or next(gone.sections) or next(taken)
  for _, found in ipairs(of_use and view.files(self.view) or {}) do
    if not is_touched[found.path] and everything then
      judging.file(self, found)
    elseif not is_touched[found.path] then
      look_at(self, found, gone, taken[found.path])
    end
  end
end

--- Judge what a change touches.
local function judge_change(self, base, message)
  self.change = change.new(self.view, base, message.others)
  note_passed_over(self, self.change.problems)
  for _, found in ipairs(self.change.touched) do
    self.excludes = self.excludes or found.form and found.form.shape.type == "soa"
  end
  for _, found in ipairs(self.change.touched) do
    judging.secrets(self, found)
    if found.form then judging.file(self, found) end
  end
  note_gone(self)
  kept.check(self, message.series or {})
  look_around(self, message.everything)
end

local function note_cut_off(self)
  judging.fault(self, "tickmark.yml", { code = "criteria", warns = true,
    why = "an approval is of the text that had it first (7.5.2)",
    message = "a shallow clone: approvals were not compared with the past",
    remedy = "git fetch --unshallow" })
end

--- Judge all documents, or one part of them; true: they are many, and have to be
--- asked for in parts.
local function judge_all(self, message)
  local list, problems = view.files(self.view)
  if #list > MANY and not message.parts then return true end
  if (message.part or 1) == 1 then note_passed_over(self, problems) end
  if message.at then
    self.at = message.at
    self.changed = revisions.gather(self.view, message.at, view.globs(self.view))
    if not self.changed and (message.part or 1) == 1 then note_cut_off(self) end
  end
  for _, found in ipairs(ledger.part_of(list, message)) do judging.file(self, found) end
  local evidence = view.matching(self.view, message.evidence or {})
  for _, found in ipairs(ledger.part_of(evidence, message)) do
    if view.is_asked(self.view, found.path) then judging.secrets(self, found) end
    link.beat()
  end
end

--- Judge the documents of a tree, or those that a change touches. What is found is sent
--- as parts: faults, and what only all together tell: ids, names, former.
---@param repo userdata
---@param tree string
---@param message {forms: table[], head: table, today: string, people: table,
---  holders: table?, paths: string[]?, base: string?, commit: string?, others: table[]?,
---  evidence: string[]?, everything: boolean?, fix: boolean?, part: integer?,
---  parts: integer?, at: string?, series: tickmark.Kept[]?}
---  `at`: the commit whose tree it is
---  `base`: a tree, of `commit`; "" is one without anything
return function(repo, tree, message)
  local self = judging.new(view.new(repo, tree, message), message)
  local base = message.base ~= "" and message.base or nil
  local unknown = view.unknown(self.view, base)
  if #unknown > 0 then return { documents = 0, unknown = unknown } end
  local many
  if message.base then
    judge_change(self, base, message)
  else
    many = judge_all(self, message)
  end
  judging.finish(self)
  return { documents = self.count, many = many }
end
