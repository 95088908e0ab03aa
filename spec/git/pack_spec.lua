-- Packs: libgit2 reads them, and what it makes of lies.

local git = require("tickmark_worker").git
local support = require("spec.support")

local LIMIT <const> = 8 << 20

describe("a pack", function()
  local dir
  before_each(function() dir = support.tmpdir() end)
  after_each(function() support.remove(dir) end)

  --- Make a pack; returns the id to ask for.
  local function attack(name)
    return support.sh("python3 spec/git/pack.py %s %s", name, dir)
  end

  for name, text in pairs { right = "plain", midx_right = "midx", midx_fanout = "midx", midx_names = "midx" } do
    it("is read: " .. name, function()
      local id = attack(name)
      local r = assert(git.objects { dir })
      assert.same({ #text, "blob" }, { r:size(id) })
      assert.equal(text, r:blob(id, LIMIT))
    end)
  end

  local lies = { "ofs_self", "ofs_before", "long_chain", "size_more", "size_few", "size_some", "delta_lie",
    "delta_outside", "delta_huge", "delta_empty", "delta_unended", "head_unended", "type_zero", "type_five", "no_base",
    "not_zlib", "other_hash", "truncated", "empty_pack", "offset_beyond", "offset_trailer", "offset_large",
    "offset_head", "fanout_many", "fanout_falls", "fanout_wrong", "count_lie", "midx_pack", "midx_offset",
    "midx_large" }
  for _, name in ipairs(lies) do
    it("that lies gives no bytes, and names the object: " .. name, function()
      local id = attack(name)
      local r = assert(git.objects { dir })
      for _ = 1, 2 do
        local bytes, message, code = r:blob(id, LIMIT)
        assert.is_nil(bytes)
        assert.equal(id, message:sub(1, 40))
        assert.is_truthy(code == "invalid" or code == "limit" or code == "notfound", code)
      end
    end)
  end

  -- A worker's memory is limited, and a base is as large as the pack says.
  for _, name in ipairs { "base_bomb", "chain_bomb" } do
    it("that is a bomb is out of memory, not out of control: " .. name, function()
      if os.getenv("LD_PRELOAD") then return pending("a sanitizer needs more memory than the limit") end
      local id = attack(name)
      local said = support.sh("ulimit -d 262144; lua5.4 -e %s", ([[package.cpath = %q
        local r = require("tickmark_worker").git.objects { %q }
        print(select(3, r:blob(%q, 100)))]]):format(package.cpath, dir, id))
      assert.equal("nomem", said)
    end)
  end
end)
