--- What tries to get out: each item is a function that takes a program and tells
--- whether it did.

local bed = require("spec.hostile.bed")
local measured = require("spec.hostile.measured")
local support = require("spec.support")

local item = {}

function item.change(file, from, to) return { file = file, from = from, to = to } end

--- The JSON result of an audit of these files.
function item.audited(tickmark, files, options)
  local dir = bed.repository { { name = "main", files = files } }
  local ran = measured.run({ bed.audit(tickmark, dir, "--format json " .. (options or "")) }, 1)[1]
  support.remove(dir)
  return bed.result(ran), ran
end

--- What a script with this text says, or the first problem.
function item.said(tickmark, text, more)
  local files = bed.files()
  files["checks/h.lua"] = text
  for path, bytes in pairs(more or {}) do files[path] = bytes end
  local result, why = item.audited(tickmark, files)
  if not result then return "no result: " .. why.err end
  local row = bed.row(result, "h", "checks/h.lua")
  return row.positives[1] or result.problems[1] and result.problems[1].message or row.outcome
end

--- An item: the body of a judge, which gets out if its value says so.
function item.judge(body)
  local text = 'return test { id = "h", title = "H", requirement = "A.5.1", evidence = "users",\n'
    .. "judge = function(_, t)\nt:positive(tostring((function()\n" .. body .. "\nend)()))\nend }\n"
  return function(tickmark) return item.said(tickmark, text):find("^ESCAPED") ~= nil end
end

--- An item: a whole script.
function item.script(text, more)
  return function(tickmark) return item.said(tickmark, text, more):find("^ESCAPED") ~= nil end
end

local ITEMS <const> = '  item:\n    paths: ["item/**"]\n    controls: [A.5.1]\n    optional: "yes"\n'

local COLLECTING <const> = [[
return test { id = "h", title = "H", requirement = "A.5.1", evidence = "item",
  collect = function(doc)
    if doc.kind == "markdown" then assert(doc:headings()) end
    doc:data()
    return {}
  end }
]]

--- An item: a document, which gets out if nobody says `words` of it.
function item.document(name, bytes, words)
  return function(tickmark)
    local files = bed.files(ITEMS)
    files["item/" .. name] = bytes
    files["checks/h.lua"] = COLLECTING
    local _, ran = item.audited(tickmark, files)
    return not ran.out:find(words, 1, true)
  end
end

function item.trying(body) return "return pcall(function() " .. body .. ' end) and "ESCAPED" or "SAFE"' end

--- A repository that `make` changes, audited with these options; what is printed.
function item.heard(tickmark, make, options)
  local dir = bed.repository { { name = "main", files = bed.files(ITEMS) } }
  support.git(dir, "reset -q --hard")
  make(dir)
  local ran = measured.run({ bed.audit(tickmark, dir, options or "--format json") }, 1)[1]
  support.remove(dir)
  return ran.out .. ran.err
end

--- An item: a repository, which gets out if nobody says `words` of it.
function item.repository(make, words, options)
  return function(tickmark) return not item.heard(tickmark, make, options):find(words, 1, true) end
end

-- What a script says in a finding, for a reader of each kind.
local SAYS <const> = 'return test { id = "h", title = "H", requirement = "A.5.1", evidence = "users",\n'
  .. "judge = function(_, t) t:fail(nil, { what = %s }) end }\n"

--- An item: a text in a finding, which gets out if it is found in the output.
function item.told(text, options, words)
  return function(tickmark)
    return item.heard(tickmark, function(dir)
      support.commit(dir, { ["checks/h.lua"] = SAYS:format(text) })
    end, options):find(words, 1, true) ~= nil
  end
end

return item
