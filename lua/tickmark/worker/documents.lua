--- Documents as the role `read` judges them: all of a tree, or those that a change
--- touches. Each is read, its rules are asked, and what they find is sent.

local applicability = require("tickmark.documents.applicability")
local change = require("tickmark.worker.change")
local channel = require("tickmark_worker").channel
local check = require("tickmark.documents.check")
local exclusions = require("tickmark.worker.exclusions")
local fix = require("tickmark.documents.fix")
local former = require("tickmark.worker.former")
local items = require("tickmark.worker.items")
local ledger = require("tickmark.worker.ledger")
local link = require("tickmark.worker.link")
local links = require("tickmark.documents.links")
local named = require("tickmark.documents.named")
local revisions = require("tickmark.worker.revisions")
local secrets = require("tickmark.documents.secrets")
local view = require("tickmark.worker.view")

local BYTES_MAX <const> = 16 << 20 -- of a file that is looked through for secrets

local MANY <const> = 200 -- documents, which several workers judge
local PART <const> = 2000 -- of a list, in one message

---@class tickmark.Judging
---@field view tickmark.View
---@field change tickmark.Change?
---@field lists table<string, table[]>  what is found and not sent yet: faults; ids
---  {id=, path=, line=, column=, new=, quiet=}; names {id=, path=, line=, column=}
---@field excludes boolean?  the change is one of the Statement of Applicability
---@field count integer  documents judged

local function add(self, key, one)
  local list = self.lists[key] or {}
  self.lists[key] = list
  list[#list + 1] = one
  if #list >= PART then
    link.part(key, list)
    self.lists[key] = nil
  end
end

local function add_fault(self, path, noted)
  if view.is_asked(self.view, path) then add(self, "faults", check.fault(path, noted)) end
end

local function add_id(self, item, is_new)
  local id = item.head.id
  id = math.tointeger(id) and tostring(id) or id
  if type(id) ~= "string" then return end
  local line, column = check.place_of(item, { at = "id" })
  self.has_new = self.has_new or is_new
  add(self, "ids", { id = id, path = item.path, line = line, column = column,
    new = is_new or nil, quiet = not view.is_asked(self.view, item.path) or nil })
end

--- The records that an item names, but those that it has named before.
local function add_names(self, item)
  if not item.form.shape.refers then return end
  local before = {}
  for _, one in ipairs(item.base and named.of(item.base) or {}) do
    before[one.id] = true
  end
  for _, one in ipairs(named.of(item)) do
    if not before[one.id] then
      local line, column = check.place_of(item, { at = one.at })
      self.has_names = true
      add(self, "names", { id = one.id, path = item.path, line = line, column = column,
        type = item.form.shape.type })
    end
  end
end

local function exclusions_of(self)
  self.exclusions = self.exclusions
    or exclusions(self.view, self.change and self.change.touched)
  return self.exclusions
end

--- No document answers a control that doesn't apply; of a change, one of the two is new.
local function check_excluded(self, item, is_touched)
  if not is_touched and not self.excludes or next(exclusions_of(self)) == nil then
    return
  end
  local before = {}
  for _, one in ipairs(item.base and applicability.answers(item.base) or {}) do
    before[one.control] = true
  end
  for _, one in ipairs(applicability.answers(item)) do
    local is_new = is_touched and not before[one.control]
    local row = (is_new or self.excludes) and exclusions_of(self)[one.control]
    if row and (is_new or row.new) then
      local line, column = check.place_of(item, { at = one.at })
      add_fault(self, is_new and item.path or row.path, { code = "soa", warns = true,
        line = is_new and line or row.line, column = is_new and column or row.column,
        message = ("%s: it doesn't apply by %s, and %s answers it"):format(one.control,
          row.path, is_new and "this document" or item.path),
        remedy = "one of the two is out of date" })
    end
  end
end

--- What has the id of a new item, and is gone.
local function former_of(self, item)
  if not self.commit then return {} end
  self.former = self.former or former.of(self.view, self.commit)
  return self.former[tostring(item.head.id)] or {}
end

--- What it was before: in this change, and in all that was there.
local function set_past(self, item, found, alone)
  if not self.change then return end
  item.base = change.origin(self.change, found, item, alone)
  item.before = function(holds, oldest)
    if not self.commit then return nil end
    if item.base then
      return revisions.find(self.view, self.commit, item.base, holds, oldest)
    end
    for _, was in ipairs(former_of(self, item)) do
      if holds(was.item) then return was.item end
    end
  end
end

--- Tell of the ids that new items have had from others.
local function add_former(self, item)
  for _, was in ipairs(former_of(self, item)) do
    add(self, "former", { id = tostring(item.head.id), path = was.path })
  end
end

--- Mend what is safe to mend; the host writes it.
local function mend(self, found, list)
  local bytes, edits = self.view.repo:blob(found.id, BYTES_MAX), {}
  for _, item in ipairs(list) do
    for _, edit in ipairs(fix.edits(item)) do edits[#edits + 1] = edit end
  end
  local after, told = fix.apply(bytes or "", edits)
  if bytes and #told > 0 then
    add(self, "mended", { path = found.path, before = channel.sha256(bytes),
      after = after, told = told })
  end
end

--- Judge one file.
local function judge(self, found)
  local list, faults = items.read(self.view, found.form, found.path, found)
  local is_asked = view.is_asked(self.view, found.path)
  self.count = self.count + (is_asked and 1 or 0)
  for _, noted in ipairs(faults) do add_fault(self, found.path, noted) end
  if self.fix and is_asked and #list > 0 then mend(self, found, list) end
  for _, item in ipairs(list) do
    set_past(self, item, found, #list == 1)
    local was = item.base and item.base.head.id
    add_id(self, item, self.change ~= nil and was ~= item.head.id)
    if self.change and not item.base then add_former(self, item) end
    if is_asked then
      add_names(self, item)
      check_excluded(self, item, true)
      for _, fault in ipairs(check.item(item)) do add(self, "faults", fault) end
    end
  end
  link.beat()
end

local function look_for_secrets(self, found)
  if found.kind ~= "blob" then return end
  local size = self.view.repo:size(found.id)
  local bytes = size and size <= BYTES_MAX and self.view.repo:blob(found.id, BYTES_MAX)
  local what, line = nil, nil
  if bytes then what, line = secrets.find(bytes) end
  if what then
    add_fault(self, found.path, { code = "secret", line = line,
      message = "it holds " .. what, remedy = "take it out, and make it worthless "
        .. "where it is used: whoever has seen it has it" })
  end
end

local function note_gone(self)
  for _, was in ipairs(change.taken_away(self.change)) do
    local retention = was.form.record.retention
    if retention then
      local title, id = was.form.shape.title:lower(), was.key:match("^=(.*)")
      add_fault(self, was.path, { code = "deletion", warns = true,
        message = ("a %s%s is taken away, and is to be kept for %s"):format(title,
          id and (" (%s)"):format(id) or "", retention),
        remedy = "set its status to retired, and leave it where it is" })
    end
  end
end

local function note_passed_over(self, problems)
  for _, one in ipairs(problems) do
    add_fault(self, one.path, { code = "lost", message = one.message,
      remedy = "give it a plain name; what can't be read can't be judged" })
  end
end

--- Links of a document that the change doesn't touch, to what the change takes away.
local function check_links(self, item, gone)
  for _, one in ipairs(item.links()) do
    local file = links.resolve(item.path, one.target)
    if file and gone[file] then
      add_fault(self, item.path, { code = "reference", line = one.line,
        message = ("link to %s, which is taken away"):format(one.target),
        remedy = "let it lead to where that is now, or take it out" })
    end
  end
end

--- Look at the documents that a change doesn't touch, for what it does to them: it may
--- bring an id that one has, name one, or take away what one links to.
local function look_around(self, everything)
  local is_touched, gone = {}, {}
  for _, one in ipairs(self.change.touched) do is_touched[one.path] = true end
  for _, one in ipairs(self.change.gone) do gone[one.path] = true end
  local of_use = everything or self.has_new or self.has_names or self.excludes
    or next(gone)
  for _, found in ipairs(of_use and view.files(self.view) or {}) do
    if not is_touched[found.path] and everything then
      judge(self, found)
    elseif not is_touched[found.path] then
      for _, item in ipairs((items.read(self.view, found.form, found.path, found))) do
        add_id(self, item)
        check_excluded(self, item, false)
        check_links(self, item, gone)
      end
      link.beat()
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
    look_for_secrets(self, found)
    if found.form then judge(self, found) end
  end
  note_gone(self)
  look_around(self, message.everything)
end

--- Judge all documents, or one part of them; true: they are many, and have to be
--- asked for in parts.
local function judge_all(self, message)
  local list, problems = view.files(self.view)
  if #list > MANY and not message.parts then return true end
  if (message.part or 1) == 1 then note_passed_over(self, problems) end
  for _, found in ipairs(ledger.part_of(list, message)) do judge(self, found) end
  local evidence = view.matching(self.view, message.evidence or {})
  for _, found in ipairs(ledger.part_of(evidence, message)) do
    if view.is_asked(self.view, found.path) then look_for_secrets(self, found) end
    link.beat()
  end
end

--- Judge the documents of a tree, or those that a change touches. What is found is sent
--- as parts: faults, and what only all together tell: ids, names, former.
---@param repo userdata
---@param tree string
---@param message {forms: table[], head: table, today: string, people: table,
---  holders: table?, paths: string[]?, base: string?, commit: string?, others: string[]?,
---  evidence: string[]?, everything: boolean?, fix: boolean?, part: integer?,
---  parts: integer?}
---  `base`: a tree, of `commit`; "" is one without anything
return function(repo, tree, message)
  local self = { view = view.new(repo, tree, message), lists = {}, count = 0,
    commit = message.commit, fix = message.fix }
  local base = message.base ~= "" and message.base or nil
  local unknown = view.unknown(self.view, base)
  if #unknown > 0 then return { documents = 0, unknown = unknown } end
  local many
  if message.base then
    judge_change(self, base, message)
  else
    many = judge_all(self, message)
  end
  for key, list in pairs(self.lists) do link.part(key, list) end
  return { documents = self.count, many = many }
end
