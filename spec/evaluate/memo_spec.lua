--- What is remembered between commands (lua/tickmark/evaluate/memo.lua, src/host/memo.c).

local core = require("tickmark.core")
local memo = require("tickmark.evaluate.memo")
local support = require("spec.support")

local MOST <const> = 1 << 20 -- bytes

local function write(path, bytes)
  local file <close> = assert(io.open(path, "wb"))
  file:write(bytes)
end

local function read(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read("a")
end

describe("the store", function()
  local above, dir
  before_each(function()
    above = support.tmpdir()
    dir = above .. "/memo"
  end)
  after_each(function() support.remove(above) end)

  local function put(key, bytes)
    local store <close> = assert(core.memo(dir, MOST, true))
    assert(store:put(key, bytes))
    assert(store:keep())
  end

  local function get(key)
    local store <close> = assert(core.memo(dir, MOST))
    return store:get(key)
  end

  it("gives back what was kept, whatever bytes it has", function()
    for _, bytes in ipairs { "", "x", "a\0b\xFF", ("long"):rep(5000) } do
      put("key", bytes)
      assert.equal(bytes, get("key"))
    end
  end)

  it("has nothing before anything was kept, and makes nothing to look", function()
    assert.same({ nil, dir .. ": nothing there", "notfound" }, { core.memo(dir, MOST) })
    assert.equal("", support.sh("ls -A %s", above))
  end)

  it("doesn't know what was put and not kept", function()
    put("a", "1")
    do
      local store <close> = assert(core.memo(dir, MOST, true))
      assert(store:put("b", "2"))
    end
    assert.equal("1", get("a"))
    assert.is_nil((get("b")))
  end)

  it("is open once in a process", function()
    put("a", "1")
    local store <close> = assert(core.memo(dir, MOST))
    assert.same({ nil, dir .. ": in use", "notfound" }, { core.memo(dir, MOST) })
    store:close()
    assert.equal("1", get("a"))
    assert.has_error(function() store:get("a") end, "calling 'get' on bad self (closed)")
  end)

  it("says that there is no room, and can be emptied", function()
    local store <close> = assert(core.memo(dir, MOST, true))
    local ok, _, code = store:put("big", ("x"):rep(2 * MOST))
    assert.same({ nil, "limit" }, { ok, code })
    assert(store:empty())
    assert(store:put("small", "x"))
    assert(store:keep())
    assert.equal("x", get("small"))
  end)

  it("is none where it was cut short, or is something else", function()
    put("a", ("x"):rep(100000))
    local path = dir .. "/data.mdb"
    local whole = read(path)
    for _, bytes in ipairs { "not a store", ("\0"):rep(100000), whole:sub(1, 5000), whole:sub(1, -5000) } do
      write(path, bytes)
      assert.equal("invalid", (select(3, core.memo(dir, MOST))), #bytes)
    end
  end)

  it("gives nothing of which a byte has changed", function()
    put("a", ("x"):rep(10000))
    local path = dir .. "/data.mdb"
    local whole = read(path)
    write(path, (whole:gsub("xxxx", "xxxy", 1)))
    assert.same({ nil, "invalid" }, { (get("a")), (select(3, get("a"))) })
  end)
end)

describe("a memo", function()
  local above, dir, said
  before_each(function()
    above, said = support.tmpdir(), {}
    dir = above .. "/memo"
  end)
  after_each(function() support.remove(above) end)

  local function open() return memo.at(dir, function(words) said[#said + 1] = words end) end

  it("knows what it was told, by kind and id", function()
    open():put("page", { a = "1", b = "2" })
    assert.same({ a = "1" }, open():get("page", { "a", "c" }))
    assert.same({}, open():get("other", { "a" }))
    assert.same({}, said)
  end)

  it("is begun anew where it was damaged, with a word", function()
    open():put("page", { a = "1" })
    write(dir .. "/data.mdb", ("rubbish"):rep(2000))
    assert.same({}, open():get("page", { "a" }))
    assert.same({ dir .. " was damaged, and is begun anew" }, said)
    open():put("page", { a = "2" })
    assert.same({ a = "2" }, open():get("page", { "a" }))
  end)

  it("is nobody's trouble where it can't be", function()
    write(dir, "a file")
    open():put("page", { a = "1" })
    assert.same({}, open():get("page", { "a" }))
    assert.equal("a file", read(dir))
  end)
end)
