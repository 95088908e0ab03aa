--- From a tree entry to a parsed document, or to the reason why not.

local doc = require("tickmark_worker").doc

local reader = {}

local LIMIT <const> = 8 << 20 -- bytes of a document, as in src/doc/limits.h
local SHEETS = { xlsx = true, xls = true, ods = true, docx = true, odt = true }
local POINTER = "version https://git-lfs.github.com/spec/v1"

local function refusal(message, remedy)
  return nil, { line = 1, message = message, remedy = remedy }
end

local REFUSED = {
  symlink = { "a symbolic link, not a document", "commit the file itself" },
  submodule = { "a submodule, not a document", "commit the file into this repository" },
  tree = { "a folder, not a document" },
}

local LOST = {
  notfound = "clone the whole repository, without --filter; or run: git fsck",
  nomem = "git makes it from far larger ones: commit it anew, in a clone that git gc has "
    .. "repacked",
}

local function bytes_of(repo, path, entry, alone)
  local bytes, message, code = repo:blob(entry.id, LIMIT)
  if bytes then return bytes end
  if code == "limit" then
    return refusal(message, "split it, or declare the series as format: opaque")
  end
  -- which is no word on the document: a worker of its own may have the memory
  if code == "nomem" and not alone then
    error({ message = path .. ": " .. message, code = code }, 0)
  end
  -- nor is this: it is lost to us, whatever it says
  return nil, { line = 1, lost = true, message = "the object can't be read: " .. message,
    remedy = LOST[code] or "run: git fsck" }
end

local kinds = {} -- ending -> the options of its parser, or false: a sheet

--- How files with this ending are parsed, unless the source says otherwise.
local function kind_of(path, name)
  local ending = (name or path):match("%.([^./]*)$") or ""
  local known = kinds[ending]
  if known == nil then
    known = not SHEETS[ending:lower()] and { kind = doc.kind_of(path) }
    if not known or known.kind ~= "text" then kinds[ending] = known end
  end
  return known
end

--- Read and parse one entry.
---@param repo userdata
---@param path string
---@param entry {id: string, kind: string}
---@param given table  the source: {kind=, separator=}
---@param alone boolean?  no other worker will have more memory for it
---@return userdata? doc
---@return table? fault
function reader.read(repo, path, entry, given, alone)
  if entry.kind ~= "blob" then
    local why = REFUSED[entry.kind] or { "not a document" }
    return refusal(why[1], why[2])
  end
  local options = kind_of(path, entry.name)
  if not options then
    return refusal("a spreadsheet or office file",
      "export it as CSV, and keep the original as format: opaque")
  end
  if given.kind or given.separator then
    options = { kind = given.kind or options.kind, separator = given.separator }
  end
  local bytes, fault = bytes_of(repo, path, entry, alone)
  if not bytes then return nil, fault end
  if #bytes < 1024 and bytes:sub(1, #POINTER) == POINTER then
    return refusal("an LFS pointer is not evidence", "commit the file itself")
  end
  return doc.parse(bytes, options)
end

--- The document that speaks for an opaque file: its sidecar in the same tree.
function reader.sidecar(repo, path, entries, alone)
  local name = path:match("[^/]+$") .. ".meta.yml"
  local entry = entries[name]
  if not entry then
    return refusal("no sidecar", ("run: tickmark evidence add %s"):format(path))
  end
  return reader.read(repo, path .. ".meta.yml", entry, { kind = "yaml" }, alone)
end

return reader
