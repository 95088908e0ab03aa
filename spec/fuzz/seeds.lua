--- Inputs to begin with, for the fuzz targets that are named.
--
-- usage: lua5.4 spec/fuzz/seeds.lua PLACE TARGET...; fills PLACE/seeds/TARGET
-- with documents and objects of ../shared, where it is present, the examples,
-- the texts that stand in specs, and what once failed (spec/fuzz/regress).

local MOST <const> = 400 -- of each source, so that a start takes seconds
local LARGEST <const> = 8192

local place = arg[1]

local function read(path)
  local file = io.open(path, "rb")
  if not file then return nil end
  local bytes = file:read("a")
  file:close()
  return bytes
end

--- What a command prints, one string for each line.
local function lines_of(fmt, ...)
  local pipe <close> = assert(io.popen(fmt:format(...)))
  local found = {}
  for line in pipe:lines() do found[#found + 1] = line end
  return found
end

local function add(target, name, bytes)
  if not bytes or #bytes > LARGEST then return end
  local file <close> = assert(io.open(("%s/seeds/%s/%s"):format(place, target, name), "wb"))
  file:write(bytes)
end

--- The files below some folders whose name ends so.
local function files(pattern)
  local folders = "examples policies ../shared/hostile/documents ../shared/domain " .. place .. "/checkouts"
  return lines_of("find %s -type f -name '%s' 2>/dev/null | LC_ALL=C sort | awk 'NR %% 7 == 1 || !/checkouts/' "
    .. "| head -n %d", folders, pattern, MOST)
end

--- The texts in quotes that stand in a spec.
local function texts(spec)
  local found = {}
  for quoted in (read(spec) or ""):gmatch('"[^"\n]*"') do
    local literal = load("return " .. quoted)
    if literal then found[#found + 1] = literal() end
  end
  return found
end

local function add_files(target, patterns, before)
  for _, pattern in ipairs(patterns) do
    for i, path in ipairs(files(pattern)) do
      local bytes = read(path)
      add(target, ("%s%d"):format(pattern:gsub("%W", ""), i), bytes and (before or "") .. bytes)
    end
  end
end

local function add_texts(target, specs, before)
  for _, spec in ipairs(specs) do
    for i, words in ipairs(texts(spec)) do
      add(target, ("%s%d"):format(spec:match("(%w+)_spec"), i), (before or "") .. words)
    end
  end
end

--- Raw objects of a type, of this repository and of hostile ones.
local function add_objects(target, kind, form)
  local repos = lines_of("ls -d .git %s/hostile/*/.git %s/hostile/* 2>/dev/null", place, place)
  for n, repo in ipairs(repos) do
    local ids = lines_of("git --git-dir=%s cat-file --batch-all-objects --batch-check='%%(objecttype) %%(objectname)' "
      .. "2>/dev/null | sed -n 's/^%s //p' | head -n %d", repo, kind, MOST // 4)
    for i, id in ipairs(ids) do
      local pipe <close> = assert(io.popen(("git --git-dir=%s cat-file %s %s 2>/dev/null"):format(repo, kind, id)))
      local bytes = pipe:read("a")
      add(target, ("%d-%d"):format(n, i), form and form(bytes) or bytes)
    end
  end
end

--- Indexes of a little repository: of each version, whole, changed, and in conflict.
local function add_indexes(target)
  local dir = place .. "/indexed"
  os.execute(("rm -rf %s && git init -q %s && cd %s && mkdir -p a/b c && echo 1 > a/b/d && echo 2 > c/e && git add -A "
    .. "&& git write-tree >/dev/null"):format(dir, dir, dir))
  for version = 2, 4 do
    for i, step in ipairs { "git write-tree", "echo 3 > c/f && git add c/f", "echo 4 > c/g && git add -N c/g",
      "printf '100644 %s 1\\tx\\n' | git update-index --index-info" } do
      os.execute(("cd %s && { %s; git update-index --index-version %d; } >/dev/null 2>&1"):format(dir,
        step:format(("0123456789"):rep(4)), version))
      add(target, ("%d-%d"):format(version, i), read(dir .. "/.git/index"))
    end
  end
end

local WORDS <const> = { "spec/base/text_spec.lua", "spec/ledger/event_spec.lua" }

local fill = {
  front_matter = function(t) add_files(t, { "*.md" }) add_texts(t, { "spec/doc/markdown_spec.lua" }) end,
  outline = function(t) add_files(t, { "*.md" }) add_texts(t, { "spec/doc/markdown_spec.lua" }) end,
  yaml = function(t) add_files(t, { "*.yml", "*.yaml" }) add_texts(t, { "spec/doc/yaml_spec.lua" })
    add_texts(t, { "spec/doc/yaml_plain_spec.lua" }, "key: ") end,
  json = function(t) add_files(t, { "*.json" }) add_texts(t, { "spec/doc/json_spec.lua" }) end,
  csv = function(t) add_files(t, { "*.csv" }, ",") add_texts(t, { "spec/doc/csv_spec.lua" }, ";") end,
  commit = function(t) add_objects(t, "commit") end,
  tree = function(t) add_objects(t, "tree") end,
  index = add_indexes,
  frame = function(t) add(t, "two", "\1\3\0\0\0Jab\1\0\0\0F") add(t, "long", "xabc")
    add(t, "longest", "p\0\0\1\0J") add(t, "longer", "p\1\0\1\0Jx") end,
  facts = function(t)
    add(t, "table", "T\2i\4s\1aF\2s\1kns\1ltF\0")
    add(t, "claims", ("T\xDC\x3D"):rep(30) .. ("n"):rep(8000))
    add(t, "values", "T\4dabcdefghD\200\1PT\2i\2i\4F\0nF\0")
  end,
  loose = function(t)
    add_objects(t, "commit", function(bytes) return ("bcommit %d\0%s"):format(#bytes, bytes) end)
    for i, path in ipairs(lines_of("find %s/hostile/*/.git/objects %s/hostile/*/objects -size -8k -path '*/??/*' "
      .. "-type f 2>/dev/null | LC_ALL=C sort | head -n %d", place, place, MOST)) do
      add(t, "file" .. i, "f" .. (read(path) or ""))
    end
  end,
  pattern = function(t)
    for i, line in ipairs(texts("spec/worker/pattern_spec.lua")) do
      add(t, "pattern" .. i, line .. "\nthe text (of it) 12 %x a=b\n")
    end
    for i, pattern in ipairs {
      "(%a+)=(%d*)", "^%s*(.-)%s*$", "%b()", "%f[%w]%w+", "(a)(b)%1%2", "()x()", "%b''",
      "%bxx", "[]-a]", "[^]%a-c]", "%f[%z]", "a-$", "^^", "$$", "(()", "%1", "[a-", "%", "%b(", "%f", "(a*(.)%w(%s*))",
    } do
      add(t, "own" .. i, pattern .. "\n  the ('text') = 12 abab x x xx ")
    end
  end,
  glob = function(t)
    for i, line in ipairs(texts("spec/base/glob_spec.lua")) do
      add(t, "glob" .. i, line .. "\na/b/c.md")
      add(t, "path" .. i, "**/a/*.md\n" .. line)
    end
  end,
  dates = function(t)
    add_texts(t, { "spec/base/date_spec.lua", "spec/base/period_spec.lua", "spec/base/calendar_spec.lua" })
    for i, form in ipairs { "DD.MM.YYYY", "YYYYMMDD", "YYYY-MM-DD*" } do add(t, "form" .. i, "29.02.2024\n" .. form) end
  end,
  event = function(t) add_texts(t, WORDS, "\63") end,
}

--- The repositories whose documents and objects are seeds, made once.
local function check_out()
  os.execute(("mkdir -p %s/checkouts %s/hostile"):format(place, place))
  for _, bundle in ipairs(lines_of("ls ../shared/corpora/*.bundle 2>/dev/null")) do
    os.execute(("cd %s/checkouts && [ -d %s ] || git clone -q %s/%s %s 2>/dev/null"):format(place,
      bundle:match("([^/]+)%.bundle"), os.getenv("PWD"), bundle, bundle:match("([^/]+)%.bundle")))
  end
  for _, name in ipairs { "commit_forms", "commit_dates", "tree_duplicate", "path_control", "path_dotdot" } do
    os.execute(("[ -e %s/hostile/%s ] || sh ../shared/hostile/repositories/%s.sh %s/hostile/%s >/dev/null 2>&1")
      :format(place, name, name, place, name))
  end
end

check_out()
for i = 2, #arg do
  local target = arg[i]
  os.execute(("mkdir -p %s/seeds/%s"):format(place, target))
  local regress = lines_of("ls spec/fuzz/regress/%s/* 2>/dev/null", target)
  for n, path in ipairs(regress) do
    local bytes = read(path)
    if path:find("%.hex$") then
      bytes = bytes:gsub("%s", ""):gsub("%x%x", function(hex) return string.char(tonumber(hex, 16)) end)
    end
    add(target, "regress" .. n, bytes)
  end
  local fill_it = fill[target] or function(t) add_texts(t, WORDS) end
  fill_it(target)
end
