-- Loose objects: our own reader, which no file can hang or exhaust.

local git = require("tickmark_worker").git
local support = require("spec.support")

local LIMIT <const> = 1 << 30

-- Writes the file of an object. The script makes its bytes; z() compresses.
local PYTHON = [[
import os, sys, zlib
def z(b, level=1): return zlib.compress(b, level)
path = sys.argv[1]
os.makedirs(os.path.dirname(path), exist_ok=True)
if os.path.exists(path): os.remove(path)
open(path, "wb").write(%s)
]]

describe("a loose object", function()
  local dir, r
  setup(function()
    dir = support.repo { ["a"] = "1" }
    r = assert(git.open(dir))
  end)
  teardown(function() support.remove(dir) end)

  local function path_of(id) return dir .. "/.git/objects/" .. id:sub(1, 2) .. "/" .. id:sub(3) end

  --- Make the file of `id` hold what a Python expression says.
  local function put(id, expression)
    support.sh("python3 -c %s %s", PYTHON:format(expression), path_of(id))
  end

  local sizes = { 0, 1, 16375, 16376, 16377, 16384, 16385, 100000, 3000000 }
  it("is read whatever its size", function()
    for _, size in ipairs(sizes) do
      local text = ("0123456789abcdef"):rep(size // 16 + 1):sub(1, size)
      local id = support.object(dir, "blob", text)
      assert.same({ size, "blob" }, { r:size(id) })
      assert.is_true(r:blob(id, LIMIT) == text, size)
      assert.is_true(r:blob(id, LIMIT) == text, size)
    end
  end)

  it("is read whatever its compression, and its order", function()
    local one, two = git.hash("blob", "one"), git.hash("blob", ("two"):rep(20000))
    put(one, "z(b'blob 3\\0one', 0)")
    put(two, "z(b'blob 60000\\0' + b'two'*20000, 9)")
    for _ = 1, 2 do
      assert.equal(60000, (r:size(two)))
      assert.equal("one", r:blob(one, 10))
      assert.equal(60000, #r:blob(two, LIMIT))
    end
  end)

  -- what its file holds -> what is said of it
  local faults = {
    ["b''"] = "its file is truncated",
    ["z(b'blob 5000\\0' + os.urandom(5000))[:12]"] = "its file is truncated",
    ["z(b'blob 50000\\0' + os.urandom(50000))[:-1]"] = "its file is truncated",
    ["z(b'blob 50000\\0' + os.urandom(50000))[:30000]"] = "its file is truncated",
    ["b'blob 4\\0four'"] = "its file is not zlib's",
    ["b'\\0' * 100"] = "its file is not zlib's",
    ["z(b'blob 4\\0four')[:-1] + b'x'"] = "its file is damaged: incorrect data check",
    ["z(b'blob 4\\0four') + b'x'"] = "its file has bytes behind its end",
    ["z(b'blob 40000\\0' + b'x'*40000) + z(b'x')"] = "its file has bytes behind its end",
    ["z(b'blob 4\\0four') + b'x' * 100000"] = "its file has bytes behind its end",
    ["z(b'blob 5\\0four')"] = "says 5 bytes, holds 4",
    ["z(b'blob 3\\0four')"] = "says 3 bytes, holds more",
    ["z(b'blob 60001\\0' + b'x'*60000)"] = "says 60001 bytes, holds 60000",
    ["z(b'blob 59999\\0' + b'x'*60000)"] = "says 59999 bytes, holds more",
    ["z(b'blob 20000\\0' + b'x'*90000000)"] = "says 20000 bytes, holds more",
    ["z(b'blob 99999999999\\0short')"] = "says 99999999999 bytes, holds 5",
    ["z(b'blob 99999999999\\0' + b'x'*100000)"] = "says 99999999999 bytes, more than its file holds",
    ["z(b'blob 999999999999999999999\\0short')"] = "its file doesn't start as an object's",
    ["z(b'blob -1\\0')"] = "its file doesn't start as an object's",
    ["z(b'blob \\0')"] = "its file doesn't start as an object's",
    ["z(b'blob 04\\0four')"] = "its file doesn't start as an object's",
    ["z(b'blob  4\\0four')"] = "its file doesn't start as an object's",
    ["z(b'blob 4 \\0four')"] = "its file doesn't start as an object's",
    ["z(b'BLOB 4\\0four')"] = "its file doesn't start as an object's",
    ["z(b'tree')"] = "its file doesn't start as an object's",
    ["z(b'x' * 1000000)"] = "its file doesn't start as an object's",
    ["z(b'')"] = "its file doesn't start as an object's",
    ["z(b'blob 4\\0five')"] = "corrupt object: its bytes have another hash",
    ["z(b'tree 0\\0')"] = "not a blob",
  }
  for expression, said in pairs(faults) do
    it(("is refused by its id, and soon: %s"):format(expression), function()
      local id = git.hash("blob", expression)
      put(id, expression)
      for _ = 1, 2 do
        local bytes, message, code = r:blob(id, LIMIT)
        assert.is_nil(bytes)
        assert.equal(id .. ": " .. said, message)
        assert.equal("invalid", code)
      end
      assert.equal("1", r:blob(git.hash("blob", "1"), 10))
    end)
  end

  -- what stands where its file is -> what is said of it
  for shell, said in pairs {
    ["mkfifo %s"] = "its file is none",
    ["mkdir %s"] = "its file is none",
    ["ln -s /dev/zero %s"] = "its file is none",
    ["ln -s /nonexistent %s"] = "object is missing",
    ["truncate -s 1100M %s"] = "its file is larger than 1 GiB",
    ["truncate -s 1000M %s"] = "its file is not zlib's",
  } do
    it(("is refused where its file is another thing: %s"):format(shell), function()
      local id = git.hash("blob", shell)
      support.sh("mkdir -p $(dirname %s); " .. shell, path_of(id), path_of(id))
      assert.equal(id .. ": " .. said, (select(2, r:blob(id, LIMIT))))
    end)
  end

  it("is found by its first digits when no other starts so", function()
    local a = support.object(dir, "blob", "x")
    local commit = support.git(dir, "rev-parse HEAD")
    assert.equal(commit, (r:resolve(commit:sub(1, 8))))
    assert.matches("a blob, not a commit", (select(2, r:resolve(a:sub(1, 8)))))
    assert.equal("notfound", select(3, r:resolve("00000000")))
    support.sh("cp %s %s", path_of(commit), path_of(commit):sub(1, -2) .. (commit:sub(-1) == "0" and "1" or "0"))
    assert.matches("more than one object starts so", (select(2, r:resolve(commit:sub(1, 8)))))
  end)
end)
