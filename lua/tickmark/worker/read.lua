--- The role `read`: trees, commits, configuration, ledger; runs no scripts. One
--- worker reads one place: a repository, or a folder with the configuration.

local ancestry = require("tickmark.worker.ancestry")
local approvals = require("tickmark.worker.approvals")
local canon = require("tickmark.base.canon")
local chain = require("tickmark.worker.chain")
local cited = require("tickmark.worker.cited")
local date = require("tickmark.base.date")
local doc = require("tickmark_worker").doc
local documents = require("tickmark.worker.documents")
local git = require("tickmark_worker").git
local hands = require("tickmark.worker.hands")
local ledger = require("tickmark.worker.ledger")
local link = require("tickmark.worker.link")
local place = require("tickmark.worker.place")
local positions = require("tickmark.worker.positions")
local reader = require("tickmark.worker.reader")
local revisions = require("tickmark.worker.revisions")
local scan = require("tickmark.worker.scan")
local source = require("tickmark.worker.source")
local survey = require("tickmark.worker.survey")
local text = require("tickmark.base.text")
local touched = require("tickmark.worker.touched")

local read = {}

local intact <const> = link.intact

local FLAGS_MAX <const> = 1000

local repo, line, state -- the repository, its line, the state on it
local folder -- with the configuration, in place of a repository or inside it
local criteria -- the place of the configuration
local ancestors = {} -- of the state, once somebody has asked for one
local who -- what git's configuration calls us
local hooks -- {path=, own=}: where it says that hooks are, if it does

local function open_folder(path)
  folder, repo = path, git.open(path)
  local places = repo and place.of_repository(repo) or { read = {} }
  table.insert(places.read, path)
  return {}, places
end

--- What is pushed to a repository is read, too, before its hooks have agreed.
local function admit(paths, pushed)
  if pushed.quarantine == "" then return end
  local where = pushed.git
  if where ~= "" and where ~= paths.git and where ~= paths.common then return end
  local ok, why, code = repo:admit(pushed.quarantine)
  if not ok then link.fail("GIT_QUARANTINE_PATH: " .. why, code) end
end

--- A setting of git's.
local function setting(key) return (repo:setting(key)) end

--- Is an index a file that git names, which may be outside of its directory?
local function is_elsewhere(index) return index ~= nil and index ~= "index" end

--- Find and open the repository, or take a folder; touches no object.
---@param message {path: string?, folder: string?, index: string?}
---@param pushed tickmark.Pushed
---@return table reply
---@return tickmark.Places
function read.open(message, pushed)
  if message.folder then return open_folder(message.folder) end
  local opened, why, code = git.open(message.path)
  if not opened then
    link.fail(why, code, code == "notfound"
      and "go to one, or name it: --repo PATH" or nil)
  end
  repo = opened
  local paths = repo:paths()
  if not text.is_utf8(paths.git .. paths.common) then
    link.fail(paths.git .. ": the path is not UTF-8", "invalid")
  end
  admit(paths, pushed)
  who = { name = setting("user.name"), mail = setting("user.email"),
    signing = { format = setting("gpg.format"), key = setting("user.signingkey"),
      always = setting("commit.gpgsign") } }
  local set, own = repo:setting("core.hooksPath")
  hooks = set and { path = set, own = own } or {}
  local places = place.of_repository(repo)
  if is_elsewhere(message.index) then table.insert(places.read, message.index) end
  return { paths = repo:paths() }, places
end

--- Who git's configuration says we are, and how we sign.
function read.identity() return who end

--- Where git's configuration says that hooks are, and whether it is the repository's
--- own that does, or that of all repositories of a user.
function read.hooks() return hooks end

--- What is odd about the line's commits.
local function flags_of_line()
  local list = line:flags()
  if #list <= FLAGS_MAX then return canon.array(list) end
  local rest = #list - FLAGS_MAX
  list = table.move(list, 1, FLAGS_MAX, 1, {})
  list[FLAGS_MAX].kind = "more-commits"
  list[FLAGS_MAX].fault =
    ("it and %d more are malformed or before their parents"):format(rest)
  return canon.array(list)
end

local function on_line(index)
  local id, tree, _, time = line:commit(index)
  state = { commit = id, tree = tree, index = index }
  return { commit = id, tree = tree, time = time, first = select(3, line:commit(1)),
    flags = flags_of_line() }
end

--- Where the line was on a day.
local function state_of(rev, end_epoch)
  local index, why, code = line:state(end_epoch)
  if index then return index end
  local first = date.from_epoch(select(3, line:commit(1)))
  link.fail(why, code, code == "notfound"
    and ("the first commit of %s is of %s"):format(rev, first) or nil)
end

--- The commit of a revision; for a branch and a day its state on that day.
---@param message {rev: string, end_epoch: integer?, plain: boolean?}  `plain`: the
---  commit alone, without its line
function read.resolve(message)
  local id, ref, code = repo:resolve(message.rev)
  if not id then
    link.fail(ref, code, ref:find("no commit yet", 1, true) and "commit something first"
      or "git branch --all lists what there is")
  end
  if message.plain then
    local commit = intact(repo:commit(id))
    state = { commit = id, tree = commit.tree }
    return { commit = id, tree = commit.tree, time = commit.committer.time, ref = ref,
      flags = canon.array {} }
  end
  line = intact(repo:line(id))
  if line:shallow() then
    link.fail("a shallow clone: its history is cut off, and when a record came is "
      .. "history", "shallow", "run: git fetch --unshallow")
  end
  local index = line:len()
  if ref and message.end_epoch then
    index = state_of(message.rev, message.end_epoch)
    line = link.check(repo:line((line:commit(index))))
  end
  local reply = on_line(index)
  reply.ref = ref
  return reply
end

--- The trees of the other parents that a merge has, and of where they left the first.
---@param first string?
---@param ids string[]
local function others_of(first, ids)
  local others = canon.array {}
  for i, id in ipairs(ids) do
    local common = first and ancestry.common(repo, first, id)
    others[i] = { tree = intact(repo:commit(id)).tree, common = common and common.tree }
  end
  return others
end

--- The commits that a merge brings in: those that are told, or of one under way.
local function merging(told)
  local ids, file = {}, io.open(repo:paths().git .. "/MERGE_HEAD")
  for i, rev in ipairs(told or {}) do
    local id, why, code = repo:resolve(rev)
    ids[i] = link.check(id, why, code)
  end
  for line_of_it in #ids == 0 and file and file:lines() or function() end do
    ids[#ids + 1] = line_of_it:match("^%x+$")
  end
  if file then file:close() end
  return ids
end

--- What is staged, in the place of a commit; the commit before it, if there is one.
---@param message {index: string, merge: string[]?}
function read.stage(message)
  local index = is_elsewhere(message.index) and message.index
    or repo:paths().git .. "/index"
  local tree = link.check(repo:staged(index))
  local id, why, code = repo:resolve("HEAD")
  if not id and code ~= "notfound" then link.fail(why, code) end
  state = { tree = tree, commit = id, staged = true }
  return { tree = tree, commit = id, base = id and intact(repo:commit(id)).tree,
    others = others_of(id, merging(message.merge)), flags = canon.array {} }
end

--- Where the change began that has led from a revision to a commit.
---@param message {rev: string, of: string}
function read.base(message)
  local id, why, code = repo:resolve(message.rev)
  local base = ancestry.common(repo, link.check(id, why, code), message.of)
  if not base then
    link.fail(message.rev .. ": it has no commit in common with what is looked at",
      "notfound", "in a shallow clone run: git fetch --unshallow")
  end
  return { commit = base.id, tree = base.tree }
end

--- A commit's first parent; none: it is the first.
---@param message {commit: string}
function read.before(message)
  local parent = intact(repo:commit(message.commit)).parents[1]
  return { commit = parent, tree = parent and intact(repo:commit(parent)).tree }
end

local function resolved(rev)
  local id, why, code = repo:resolve(rev)
  return link.check(id, why, code)
end

--- Does a commit belong to what is audited, and not to the ledger?
---@param message {rev: string, ref: string, of: string}
function read.side(message)
  local id, tip = resolved(message.rev), ledger.tip(repo, message.ref)
  local is_ledger = tip and ancestry.common(repo, id, tip) ~= nil
  return { documents = not is_ledger and ancestry.common(repo, id, message.of) ~= nil }
end

--- The commits of a range, with what each is a change of.
---@param message {from: string?, to: string}
function read.commits(message)
  local list = canon.array {}
  local ids = ancestry.between(repo, message.from and resolved(message.from),
    resolved(message.to))
  for i, id in ipairs(ids) do
    local commit, first, time = intact(repo:commit(id)), nil, 0
    for n, parent in ipairs(commit.parents) do
      local found = intact(repo:commit(parent))
      time = math.max(time, found.committer.time)
      first = n == 1 and found or first
    end
    list[i] = { commit = id, tree = commit.tree, base = first and first.tree,
      parent = commit.parents[1],
      others = others_of(commit.parents[1], table.move(commit.parents, 2,
        #commit.parents, 1, {})),
      time = math.max(time, commit.committer.time),
      mail = text.message(commit.author.mail),
      subject = text.message(commit.subject) }
    link.beat()
  end
  return { commits = list }
end

--- Which files are as they were before there was a configuration.
---@param message {commit: string, paths: string[]}
function read.stood(message)
  local versions = revisions.versions(repo, message.commit, "tickmark.yml")
  local before = versions[1] and read.before { commit = versions[1].commit }.tree
  local now, stood = intact(repo:commit(message.commit)).tree, {}
  for _, path in ipairs(before and message.paths or {}) do
    local old, new = repo:entry(before, path), repo:entry(now, path)
    stood[path] = old and new and old.id == new.id or nil
  end
  return { stood = stood }
end

--- What is wrong with documents of a tree.
---@param message {tree: string, base: string?}  and what documents.lua takes
function read.check(message) return documents(repo, message.tree, message) end

--- What a tree holds, for whoever has no configuration yet.
---@param message {tree: string}
function read.survey(message) return survey(repo, message.tree) end

--- What a change touches.
---@param message {tree: string, base: string?}  and what touched.lua takes
function read.touched(message) return touched(repo, message.tree, message) end

--- The revisions of a document, and who approved them.
---@param message {path: string}  and what approvals.lua takes
function read.approvals(message) return approvals(repo, state.commit, message) end

--- Where the configuration is: the folder, a revision of the repository, what is
--- staged, or the audited commit.
local function criteria_place(message)
  if folder then return place.folder(folder, repo) end
  if message.tree then return place.tree(repo, message.tree) end
  if not message.rev and state.staged then return place.tree(repo, state.tree) end
  if not message.rev then return place.commit(repo, state.commit) end
  local id, ref, code = repo:resolve(message.rev)
  return place.commit(repo, link.check(id, ref, code), message.path)
end

local function parse_yaml(bytes)
  local document, fault = doc.parse(bytes, { kind = "yaml" })
  if not document then return { fault = fault } end
  local data = document:data()
  return { data = type(data) == "table" and data or {}, places = positions.of(document) }
end

--- Read the configuration.
---@param message {name: string, rev: string?, path: string?, tree: string?}
function read.criteria(message)
  local name = message.name
  criteria = criteria_place(message)
  local bytes, why, code = criteria:read(name)
  if not bytes then return { missing = why, code = code, name = name } end
  local reply = parse_yaml(bytes)
  reply.name, reply.tree, reply.commit, reply.origin = name, criteria.tree,
    criteria.commit, criteria.origin
  return reply
end

--- Patterns that none of the paths matches.
local function idle(globs, paths)
  local list = canon.array {}
  for _, glob in ipairs(globs) do
    local used = false
    for _, path in ipairs(paths) do used = used or git.glob(glob, path) end
    if not used then list[#list + 1] = glob end
  end
  return list
end

--- Texts of the configuration's place, by pattern.
function read.texts(message)
  local list = {}
  local paths, problems = criteria:list(message.globs)
  for _, path in ipairs(paths) do
    local bytes, why = criteria:read(path)
    if bytes and not text.is_utf8(bytes) then
      bytes, why = nil, path .. ": not UTF-8"
    end
    list[#list + 1] = { path = path, text = bytes, failed = why }
    link.beat()
  end
  return { files = canon.array(list), problems = canon.array(problems),
    idle = idle(message.globs, paths) }
end

--- What a document says, with places; a table says its rows.
local function said_by(document)
  if document:kind() ~= "csv" then
    local data = document:data()
    return type(data) == "table" and data or nil, positions.of(document)
  end
  local rows, places = {}, {}
  for i = 1, document:len() do
    local row, at = document:record(i)
    rows[i], places["rows\0" .. i] = row, { at, 1 }
  end
  return { rows = rows }, places
end

--- Parsed heads of documents of the audited commit, or of a tree, by pattern.
function read.heads(message)
  local given = { globs = message.globs, ignore = message.ignore }
  local list = {}
  local folders, problems = repo:folders(message.tree or state.tree, given.globs)
  for _, at in ipairs(link.check(folders, problems)) do
    for _, entry in ipairs(link.check(repo:tree(at.id))) do
      local path = at.path == "" and entry.name or at.path .. "/" .. entry.name
      if entry.kind ~= "tree" and source.holds(given, path) then
        local document, fault = reader.read(repo, path, entry, {}, true)
        local one = { path = path, blob = entry.id, fault = fault }
        if document then one.data, one.places = said_by(document) end
        list[#list + 1] = one
      end
    end
    link.beat()
  end
  return { documents = canon.array(list), problems = canon.array(problems) }
end

--- Folders that hold documents of a plan's sources.
function read.folders(message)
  return scan.folders(repo, state.tree, message.sources)
end

--- History, old versions and what is gone, for the sources of a plan.
function read.past(message)
  return scan.past(repo, line, state, message.sources)
end

--- Where a ledger's ref is.
function read.tip(message) return { tip = ledger.tip(repo, message.ref) } end

--- What stands on a ledger's ref.
function read.stand(message) return ledger.stand(repo, message) end

--- All events of one thing on it.
function read.thing(message) return ledger.thing(repo, message) end

--- The events on it since one of its commits.
function read.news(message) return ledger.news(repo, message) end

--- What is wrong with a ledger's chain.
function read.chain(message) return chain(repo, message) end

--- SHA-256 and size of blobs, by id; of those that can be read.
function read.pins(message) return { pins = cited.pins(repo, message.blobs) } end

--- Does a commit of the line come after another?
local function is_after(commit, other)
  for i = state.index, 1, -1 do
    local id = line:commit(i)
    if id == other then return false end
    if id == commit then return true end
  end
  return false
end

--- Of each path, the number of the first group of patterns that one of it matches, or
--- 0.
---@param message {paths: string[], groups: string[][]}
function read.among(message)
  local list = canon.array {}
  for i, path in ipairs(message.paths) do
    list[i] = 0
    for n, globs in ipairs(message.groups) do
      for _, glob in ipairs(globs) do
        if list[i] == 0 and git.glob(glob, path) then list[i] = n end
      end
    end
  end
  return { among = list }
end

--- Who changed files in a span of time.
function read.hands(message) return { hands = hands(repo, state.commit, message) } end

--- Files as somebody cites them: of a revision, or of the commit that is open.
---@param message {paths: string[], rev: string?, since: string?}
function read.cite(message)
  local commit = message.rev and link.check(repo:resolve(message.rev)) or state.commit
  local list = cited.files(repo, commit, message.paths, message.since)
  if message.since and not is_after(commit, message.since) then
    for _, one in ipairs(list) do one.was = true end
  end
  return { cited = list }
end

--- Which of the files that events cite are not what they were.
function read.cited(message)
  return { faults = cited.faults(repo, message.cited) }
end

--- Is `ancestor` an ancestor of the audited commit on its line?
function read.descends(message)
  if ancestors.of ~= state.commit then
    ancestors = { of = state.commit, ids = {} }
    for i = state.index, 1, -1 do ancestors.ids[(line:commit(i))] = true end
  end
  return { descends = ancestors.ids[message.ancestor] == true }
end

return read
