--- A folder with hostile repositories in it, built by a script: what lies there,
--- and what an audit changed.

local support = require("spec.support")

local place = {}

--- The ledger's ref, as tickmark.yml has it by default.
place.LEDGER = "refs/heads/audit/internal"

local function lines(text)
  local list = {}
  for line in text:gmatch("[^\n]+") do list[#list + 1] = line end
  return list
end

--- Repositories below a folder: what has a `.git`, and what is bare; those inside
--- of a work tree last.
---@param dir string
---@return string[]
function place.repositories(dir)
  return lines(support.sh([[
    cd %s && {
      find . -maxdepth 4 -name .git -printf '%%h\n'
      find . -maxdepth 4 -name .git -prune -o -type f -name HEAD -printf '%%h\n' | while read -r at; do
        if [ -d "$at/objects" ] && [ -d "$at/refs" ]; then printf '%%s\n' "$at"; fi
      done
    } | LC_ALL=C sort -u]], dir))
end

--- What a repository calls a revision: its refs, as git and as the files have
--- them, at most `most`.
---@param repo string
---@param most integer
---@return string[]
function place.revisions(repo, most)
  return lines(support.sh([[
    cd %s && git=$(git rev-parse --absolute-git-dir 2>/dev/null || echo "$PWD/.git") && {
      git for-each-ref --format='%%(refname)' 2>/dev/null
      sed -n 's/^[0-9a-f]\{40\} //p' "$git/packed-refs" 2>/dev/null | tr -d '\000'
      (cd "$git" && find refs -type f) 2>/dev/null
      :
    } | LC_ALL=C sort -u | head -n %s]], repo, most))
end

--- Folders of a work tree, those first that look like a repository.
---@param repo string
---@param most integer
---@return string[]
function place.folders(repo, most)
  return lines(support.sh([[
    cd %s && {
      find . -name .git -prune -o -type f -path './*/HEAD' -printf '0 %%h\n'
      find . -name .git -prune -o -type d -path './*' -printf '1 %%p\n'
    } 2>/dev/null | LC_ALL=C sort -u | cut -c3- | head -n %s; :]], repo, most))
end

--- Every file and folder, so that any change shows; a folder by its name, for
--- what is written into a lock and taken away again changes its times.
---@param dir string
---@return table<string, string>
function place.snapshot(dir)
  local seen = {}
  for _, line in ipairs(lines(support.sh("cd %s && find . \\( -type d -printf '%%p\\t%%y\\n' \\) -o "
    .. "-printf '%%p\\t%%y %%s %%i %%m %%C@ %%l\\n'", dir))) do
    local path, rest = line:match("^(.*)\t([^\t]*)$")
    if path then seen[path] = rest end
  end
  return seen
end

--- May recording change this path? Objects, the ledger's own ref and the file
--- whose lock makes writers wait for each other, no more.
local function of_ledger(path)
  if path:find("/objects/", 1, true) or path:find("/tickmark%.lock$") then return true end
  for _, folder in ipairs { "/", "/logs/" } do
    local own = folder .. place.LEDGER
    -- the ref, and the folders that lead to it
    for at = 2, #own do
      if (at == #own or own:sub(at + 1, at + 1) == "/") and path:sub(-at) == own:sub(1, at) then
        return at == #own or not path:find("%.lock$")
      end
    end
  end
  return false
end

--- What differs between two snapshots, apart from what recording may change.
---@param before table<string, string>
---@param after table<string, string>
---@param recorded boolean
---@return string?
function place.changed(before, after, recorded)
  local paths = {}
  for path, was in pairs(before) do
    if after[path] ~= was then paths[#paths + 1] = path end
  end
  for path in pairs(after) do
    if before[path] == nil then paths[#paths + 1] = path end
  end
  table.sort(paths)
  for _, path in ipairs(paths) do
    if not (recorded and of_ledger(path)) then return path end
  end
end

--- Was a ledger that stood there only added to?
---@param repo string
---@param tip string  what the ref was, "" for nothing
---@return boolean
function place.appended(repo, tip)
  if tip == "" then return true end
  return support.sh("cd %s && git merge-base --is-ancestor %s %s 2>/dev/null && echo yes; :", repo, tip,
    place.LEDGER) == "yes"
end

--- The commit that a repository's ledger ref names, "" for none.
function place.tip(repo)
  return support.sh("cd %s && git rev-parse -q --verify %s 2>/dev/null; :", repo, place.LEDGER)
end

return place
