local command = require("spec.command")
local support = require("spec.support")

local FOLDERS <const>, FILES <const> = 41, 20 -- more documents than one job takes

local CONFIG = [[
organisation: {id: acme, name: Acmé Ltd}
scope: {id: S}
evidence:
  export:
    paths: ["exports/**/*.csv"]
    controls: [A.5.18]
    date: {commit: first}
    columns: {user: {shape: text, key: "yes"}, mfa: {shape: bool}, share: {shape: number}}
checks: {paths: ["checks/*.lua"]}
]]

local CHECKS = {
  ["checks/a.lua"] = [[
return test { id = "a.mfa", title = "MFA", requirement = "A.8.5", evidence = "export",
  judge = function(rows, t)
    t:extent(rows, { what = "accounts without MFA", by = "share", bad = function(r) return not r.mfa end })
    local sum = 0
    for row in rows:each() do sum = sum + row.share end
    t:measure("share", { value = sum / 3 })
  end }
]],
  ["checks/B.lua"] = [[
return test { id = "B.each", title = "Each", requirement = "A.8.5", evidence = "export",
  collect = function(doc) return doc:each(function(r) return { item = r.user, ok = r.mfa } end) end,
  judge = function(items, t)
    local seen = {}
    for item in items:each() do
      if not item.ok and not seen[item.item] then
        seen[item.item] = true
        t:fail(item, { what = "no second factor" })
      end
    end
    for name, value in pairs(seen) do t:flag("seen", nil, name .. " " .. tostring(value)) end
  end }
]],
  ["checks/c.lua"] = "return test { id = \"c.wrong\", title = \"Wrong\", requirement = \"A.8.5\",\n"
    .. "evidence = \"export\", collect = function(doc) if doc.path:find(\"7\", 1, true) then error({}) end end }",
}

-- Names whose order differs between bytes and a locale's alphabet.
local NAMES = { "a", "B", "_", "é", "Z", "a b", "ab", "a-b", "ä", "10", "9", "A", "z.z", "ö" }

local function data(text) return ("data %d\n%s\n"):format(#text, text) end

local function stream()
  local words = { "commit refs/heads/main\ncommitter Ada <ada@example.com> 1767268800 +0000\n" .. data("change") }
  local function file(path, text)
    words[#words + 1] = ("M 100644 inline %s\n%s"):format(path, data(text))
  end
  file("tickmark.yml", CONFIG)
  for path, text in pairs(CHECKS) do file(path, text) end
  for i = 1, FOLDERS do
    for j = 1, FILES do
      local name = NAMES[(i + j) % #NAMES + 1]
      file(("exports/%s%d/%s-%d.csv"):format(NAMES[i % #NAMES + 1], i, name, j),
        ("user,mfa,share\n%s,%s,0.%d\n"):format(name, (i * j) % 5 == 0 and "no" or "yes", j))
    end
  end
  return table.concat(words)
end

describe("the reports", function()
  local around, work, expected, all

  --- The JSON report, or that and others, one after the other.
  local function reports(where, options, environment, formats)
    local ran = command.shell("cd %s; export TZ=UTC; " .. (environment or ":") .. "; for format in "
      .. (formats or "json") .. [[; do "$TICKMARK" audit --format $format ]] .. (options or "") .. [[ || true
      done]], where)
    assert.equal("", ran.err)
    return ran.out
  end
  local ALL <const> = "json markdown text"

  setup(function()
    around = support.tmpdir()
    work = around .. "/work"
    support.write(around .. "/stream", stream())
    support.sh("cd %s; git init -q -b main work; git -C work fast-import --quiet <stream; git -C work reset -q --hard",
      around)
    expected = reports(work)
    all = reports(work, "", nil, ALL)
    assert(#expected > 20000)
    assert(expected:find("c.wrong", 1, true) and expected:find("a.mfa", 1, true))
  end)
  teardown(function() support.remove(around) end)

  it("are the same again", function() assert.equal(all, reports(work, "", nil, ALL)) end)

  for _, n in ipairs { 1, 2, 5 } do
    it(("are the same with %d workers"):format(n), function()
      assert.equal(expected, reports(work, "--jobs " .. n))
    end)
  end

  for _, zone in ipairs { "Pacific/Kiritimati", "America/New_York", "nonsense" } do
    it("are the same in the time zone " .. zone, function()
      assert.equal(all, reports(work, "", "export TZ=" .. zone, ALL))
    end)
  end

  local locales = { "nonsense" }
  for locale in support.sh("locale -a"):gmatch("[^\n]+") do locales[#locales + 1] = locale end
  for _, locale in ipairs(locales) do
    it("are the same in the locale " .. locale, function()
      assert.equal(all, reports(work, "", ("export LC_ALL=%s LANG=%s"):format(locale, locale), ALL))
    end)
  end

  it("are the same with another home, an empty environment or a busy one", function()
    assert.equal(expected, reports(work, "", "export HOME=/nonexistent"))
    assert.equal(expected, reports(work, "", "unset HOME PATH LANG TZ"))
    assert.equal(expected, reports(work, "", "export LUA_PATH=/x LUA_INIT='error()' LUA_CPATH=/y COLUMNS=20"))
  end)

  it("are the same with settings of git that others like", function()
    support.write(around .. "/home/.gitconfig", "[core]\n\tquotepath = true\n\tautocrlf = true\n"
      .. "[log]\n\tdate = relative\n[init]\n\tdefaultBranch = x\n[user]\n\tname = Eva\n\temail = eva@example.com\n"
      .. "[extensions]\n\trefstorage = reftable\n\tobjectformat = sha256\n[safe]\n\tdirectory = *\n")
    assert.equal(expected, reports(work, "", ("export HOME='%s/home'"):format(around)))
    assert.equal(expected, reports(work, "", ("export HOME=/x XDG_CONFIG_HOME='%s/home'"):format(around)))
  end)

  it("are the same from another working directory", function()
    assert.equal(expected, reports("/", "--repo " .. work))
    assert.equal(expected, reports(work .. "/exports"))
    assert.equal(expected, reports(around, "--repo work/checks"))
  end)

  it("are the same from a bare clone, a shared one and a linked work tree", function()
    support.sh("cd %s; git clone -q --bare work bare; git clone -q --shared work shared", around)
    support.git(work, "worktree add -q --detach ../linked main")
    for _, name in ipairs { "bare", "linked" } do
      assert.equal(expected, reports(around .. "/" .. name), name)
    end
    -- that there are alternates is told beside the report
    assert.equal(expected, reports(around .. "/shared", "--quiet"))
  end)

  it("are the same from packed objects and from loose ones", function()
    support.git(work, "repack -adq")
    assert.equal("0", support.git(work, "count-objects"):match("^%d+"))
    assert.equal(expected, reports(work))
    support.git(work, "pack-refs --all")
    support.sh("cd %s; mkdir aside; mv .git/objects/pack/* aside; for p in aside/*.pack; do "
      .. "git unpack-objects -q <$p; done; rm -r aside", work)
    assert.not_equal("0", support.git(work, "count-objects"):match("^%d+"))
    assert.equal("", support.git(work, "status --short"))
    assert.equal(expected, reports(work))
    support.git(work, "repack -adq --depth=50 --window=50 -f")
    support.git(work, "commit-graph write --reachable")
    support.git(work, "multi-pack-index write")
    assert.equal(expected, reports(work))
  end)

  describe("through require in a stock lua5.4", function()
    local SCRIPT = [[
      for category, locale in (arg[2] or ""):gmatch("(%w+)=(%S+)") do os.setlocale(locale, category) end
      local tickmark = require("tickmark")
      local result = tickmark.audit { repo = arg[1], jobs = tonumber(arg[3]) }
      io.write(tickmark.encode(result), require("tickmark.report.markdown")(result),
        require("tickmark.report.text")(result))
    ]]

    local function through_require(locale, jobs)
      local here = support.sh("pwd")
      support.write(around .. "/host.lua", SCRIPT)
      local build = command.PATH:match("^(.*)/")
      local ran = command.shell("export LUA_PATH=%s LUA_CPATH=%s LD_PRELOAD=%s; cd %s; "
        .. "exec lua5.4 host.lua work %s %s", ("%s/lua/?.lua;%s/lua/?/init.lua;;"):format(here, here),
        build .. "/lib/lua/5.4/?.so;;", os.getenv("LD_PRELOAD") or "", around, locale or "", jobs or 2)
      assert.equal("", ran.err)
      return ran.out
    end

    it("are the command's", function() assert.equal(all, through_require()) end)
    it("are the command's with another number of workers", function()
      assert.equal(all, through_require(nil, 5))
    end)

    for _, locale in ipairs(locales) do
      it("are the command's in a host that called setlocale with " .. locale, function()
        assert.equal(all, through_require("all=" .. locale))
        assert.equal(all, through_require(("numeric=%s collate=%s ctype=%s"):format(locale, locale, locale)))
      end)
    end
  end)
end)
