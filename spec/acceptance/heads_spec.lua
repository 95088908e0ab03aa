--- Every version of every document in the history of real repositories: `tickmark
--- check` finds the heads that are broken, an impossible date among them, and no other.

local cjson = require("cjson")
local command = require("spec.command")
local support = require("spec.support")

local CORPORA <const> = "../shared/corpora"

local function read_file(path)
  local file <close> = io.open(path, "rb")
  return file and file:read("a")
end

-- Which documents, under which names for their fields, and which question has the answer.
local CASES <const> = {
  { name = "open-tailscale-policies", ending = "%.md$", fields = "{last_review: last_updated}", question = "T4" },
  { name = "open-gds-way", ending = "^source/.*%.md%.erb$", question = "G3",
    fields = "{last_review: last_reviewed_on, review_interval: review_in}" },
}

local CONFIG <const> = [[
organisation: {id: corpus, name: Corpus}
scope: {id: SCO-MAIN}
records:
  policy: {paths: ["versions/**/*.md"], id: path, fields: %s}
checks: {paths: []}
]]

--- A commit that holds each version of each document as a file of its own, named by
--- its blob.
local function all_versions(dir, case)
  local seen, lines, n = {}, {}, 0
  for mode, blob, path in support.git(dir, "log --all -m --root --raw --no-abbrev --format= -z | tr '\\0' '\\n'")
      :gmatch(":%d+ (%d+) %x+ (%x+) [AM]%d*\n([^\n]+)") do
    if mode:find("^1006") or mode:find("^1007") then
      if path:find(case.ending) and not seen[blob] then
        seen[blob], n = path, n + 1
        lines[n] = ("100644 %s\tversions/%02d/%s.md"):format(blob, n // 100, blob)
      end
    end
  end
  support.write(dir .. "/lines", table.concat(lines, "\n") .. "\n")
  support.write(dir .. "/tickmark.yml", CONFIG:format(case.fields))
  support.sh("cd %s && export GIT_INDEX_FILE=i && git update-index --index-info <lines && git update-index --add "
    .. "--cacheinfo 100644,$(git hash-object -w tickmark.yml),tickmark.yml && "
    .. "git update-ref refs/heads/versions $(git commit-tree -m x $(git write-tree))", dir)
  return n, seen
end

-- Days that there are, and which are wrong for another reason: their form, their order.
local DAYS <const> = { "write dates as", "has not come yet", ", before " }

local function is_a_day(message)
  for _, words in ipairs(DAYS) do
    if message:find(words, 1, true) then return true end
  end
  return false
end

--- Is it one that can't be read, or a day that there is not?
local function is_broken(fault)
  return fault.code == "date" and not is_a_day(fault.message)
    or fault.code == "head" and not fault.message:find("^it ") and not fault.message:find("^%l[%w_.]*: ")
end

describe("the history of real documents", function()
  for _, case in ipairs(CASES) do
    it("has the broken heads that " .. case.name .. " is known for, and no other", function()
      local answers = read_file(("%s/answers-%s.json"):format(CORPORA, case.name))
      if not answers then return pending("needs ../shared/corpora") end
      local dir = support.tmpdir()
      support.sh("git clone -q --bare %s %s/r", ("%s/%s.bundle"):format(CORPORA, case.name), dir)
      local n = all_versions(dir .. "/r", case)
      local start = os.time()
      local ran = command.tickmark(dir .. "/r", "check --rev versions --format json")
      local data = cjson.decode(ran.out)
      assert.equal(n, data.documents)
      print(("%s: %d versions, %.1f ms each at most"):format(case.name, n, (os.time() - start + 1) * 1000 / n))
      local found, known = {}, {}
      for _, fault in ipairs(data.faults) do
        local blob = fault.path:match("(%x+)%.md$")
        if is_broken(fault) then found[blob] = fault.message end
      end
      for _, question in ipairs(cjson.decode(answers).questions) do
        for _, one in ipairs(question.id == case.question and question.answer or {}) do known[one.blob] = true end
      end
      assert.is_truthy(next(known))
      for blob in pairs(known) do assert.is_truthy(found[blob], blob .. " is broken, and nothing was said") end
      for blob, message in pairs(found) do assert.is_truthy(known[blob], blob .. ": " .. message) end
      support.remove(dir)
    end)
  end
end)
