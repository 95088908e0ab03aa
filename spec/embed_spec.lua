-- Other programs' doors: examples/embed.c behind include/tickmark.h, and
-- examples/audit.lua in a stock Lua. Both say what the command says.

local support = require("spec.support")

local BUILD = os.getenv("TICKMARK_BUILD") or "build"
local LUA = arg and arg[-1] or "lua5.4"
local SCRIPT = [[
return test {
  id = "access.mfa", title = "Every account has a second factor",
  requirement = "A.8.5", evidence = { "accounts.csv" },
  judge = function(accounts, t)
    t:extent(accounts, { what = "accounts without MFA", bad = function(a) return a.mfa ~= "yes" end })
  end,
}
]]

describe("a C program", function()
  local dir, program, repo

  --- Its output and status; messages on standard error come with it.
  local function embed(options)
    local out = support.sh("LD_LIBRARY_PATH=%s %s %s 2>&1; s=$?; echo; echo $s", BUILD .. "/lib", program, options)
    return out:match("^(.-)\n*(%d+)$")
  end

  setup(function()
    dir = support.tmpdir()
    program = dir .. "/embed"
    -- A library with sanitizers wants them in the program, too.
    local san = BUILD:find("san$") and "-fsanitize=address,undefined" or ""
    support.sh("${CC:-cc} -std=c11 -pedantic -Wall -Wextra -Werror " .. san
      .. " examples/embed.c -Iinclude -L%s -ltickmark -o %s", BUILD .. "/lib", program)
    repo = support.repo({ ["accounts.csv"] = "user,mfa\nada,yes\nben,no\n", ["checks/mfa.lua"] = SCRIPT,
      ["tickmark.yml"] = 'organisation: {id: acme, name: "Acme \\"A\\" Ltd"}\nscope: {id: SCO-MAIN}\n'
        .. 'checks: {paths: ["checks/*.lua"]}\n' })
  end)

  teardown(function()
    support.remove(dir)
    support.remove(repo)
  end)

  it("gets the bytes that the command writes", function()
    local wanted = support.sh("%s audit --repo %s --rev main --as-of 2026-02-01 --format json || [ $? = 1 ]",
      BUILD .. "/tickmark", repo)
    local text, status = embed(('{"repo": "%s", "rev": "main", "as_of": "2026-02-01"}'):format(repo))
    assert.equal(wanted, text)
    assert.equal("1", status)
  end)

  it("is told what was wrong where there is no repository", function()
    local text, status = embed(('{"repo": "%s/nowhere"}'):format(dir))
    assert.equal("3", status)
    assert.matches("^embed: .*/nowhere: no such directory", text)
  end)

  it("is told what was wrong with its options", function()
    local text, status = embed("[")
    assert.equal("3", status)
    assert.matches("^embed: the options are no JSON object", text)
  end)

  it("is told so of a number of workers that can't be", function()
    for _, jobs in ipairs { "0", "65", "1.5", '"two"' } do
      local text, status = embed(('{"repo": "%s", "jobs": %s}'):format(repo, jobs))
      assert.equal("3", status)
      assert.matches("^embed: jobs: a number from 1 to 64, not ", text)
    end
  end)

  it("has a twin in Lua", function()
    local out = support.sh("LD_PRELOAD=%s %s examples/audit.lua %s main 2026-02-01 2>&1; echo $?",
      os.getenv("LD_PRELOAD") or "", LUA, repo)
    assert.equal("minor\tA.8.5\t1 of 2 accounts without MFA (50 %): accounts.csv\n1", out)
  end)
end)
