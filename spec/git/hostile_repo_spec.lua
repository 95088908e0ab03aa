-- Repositories that somebody made to hurt: what the command says of them.

local command = require("spec.command")
local support = require("spec.support")

local MISSING <const> = ("7"):rep(40)
local FATAL <const> = { [2] = true, [3] = true } -- nothing could be audited
local ZEROS <const> = ("\0"):rep(20)

local PASSING = [[
return test {
  id = "users.there", title = "There are users", requirement = "A.5.18", evidence = { series = "user-list" },
  judge = function(users, t)
    t:extent(users, { what = "users without a name", bad = function(u) return not u.user end })
  end,
}
]]

local function file(path, bytes)
  local f <close> = assert(io.open(path, "wb"))
  f:write(bytes)
end

local function path_of(dir, id) return dir .. "/.git/objects/" .. id:sub(1, 2) .. "/" .. id:sub(3) end

--- Add an object whose bytes a Python expression makes, as `id` if one is given,
--- which it then isn't; returns its id.
local function object(dir, kind, expression, id)
  return support.sh("python3 spec/git/object.py %s %s %s " .. (id or ""), dir .. "/.git/objects", kind, expression)
end

local function id_of(dir, rev) return support.git(dir, "rev-parse " .. rev) end
local function truncate(dir, id) support.sh("chmod u+w %s; truncate -s 9 %s", path_of(dir, id), path_of(dir, id)) end
local function drop(dir, id) support.sh("rm -f %s", path_of(dir, id)) end

--- Move main to a commit of `tree`.
local function commit_tree(dir, tree)
  local id = support.sh("git -C %s commit-tree %s -p HEAD -m hostile </dev/null", dir, tree)
  support.sh("echo %s > %s/.git/refs/heads/main", id, dir)
  return id
end


--- The honest tree, `policies` replaced; any mode and id, for git isn't asked.
local function replace_policies(dir, mode, id)
  local list = {}
  for line in support.git(dir, "ls-tree HEAD"):gmatch("[^\n]+") do
    local m, hash, name = line:match("^(%d+) %a+ (%x+)\t(.+)$")
    if name == "policies" then m, hash = mode, id end
    list[#list + 1] = ("b'%s %s\\0' + bytes.fromhex('%s')"):format((m:gsub("^0", "")), name, hash)
  end
  return commit_tree(dir, object(dir, "tree", table.concat(list, " + ")))
end

describe("a hostile repository", function()
  local criteria, made
  setup(function()
    criteria = support.tmpdir()
    support.write(criteria .. "/tickmark.yml", (command.CONFIG:gsub("columns:", 'optional: "yes"\n    columns:')))
    support.write(criteria .. "/checks/users.lua", PASSING)
  end)
  teardown(function() support.remove(criteria) end)
  before_each(function() made = support.repo(command.isms()) end)
  after_each(function() support.sh("chmod -R u+w %s; rm -rf %s", made, made) end)

  --- Audit it in both formats: the status is one of those expected, what is
  --- said has every pattern, and it is over in time. With `others` the test that
  --- has nothing to do with the attack passes.
  local function audit(attack)
    local args, place = attack.args or "", attack.deep and criteria .. "/deep" or criteria
    for _, format in ipairs { "text", "json" } do
      local before = os.time()
      local ran = command.shell("cd %s && exec timeout 60 \"$TICKMARK\" audit --config %s --format %s " .. args, made,
        place, format)
      assert.is_true(os.time() - before <= 30, "it takes too long")
      local expected = attack.status == FATAL and FATAL[ran.status] and ran.status or attack.status
      assert.equal(expected, ran.status, ran.out .. ran.err)
      for _, said in ipairs(attack.says or {}) do assert.matches(said, ran.out .. ran.err) end
      if attack.others then
        assert.matches(format == "json" and '"id": ?"users.there".-"outcome": ?"pass"' or "pass +A.5.18 +users.there",
          ran.out)
      end
      assert.is_nil((ran.out .. ran.err):find("\27", 1, true))
    end
  end

  local attacks = {
    -- objects
    ["a truncated document"] = { status = 2, others = true, says = { "policies/access.md", "its file is truncated" },
      make = function(dir) truncate(dir, id_of(dir, "HEAD:policies/access.md")) end },
    ["a document of another type"] = { status = 2, others = true, says = { "policies/access.md", "not a blob" },
      make = function(dir)
        local tree = object(dir, "tree", ("b'100644 access.md\\0' + bytes.fromhex('%s')"):format(
          id_of(dir, "HEAD:evidence")))
        replace_policies(dir, "40000", tree)
      end },
    ["a document of another hash"] = { status = 2, others = true, says = { "policies/access.md", "corrupt object" },
      make = function(dir) object(dir, "blob", "b'---\\nid: X\\n---\\n'", id_of(dir, "HEAD:policies/access.md")) end },
    ["a missing folder"] = { status = 2, others = true, says = { "policies", "object is missing" },
      make = function(dir) replace_policies(dir, "40000", MISSING) end },
    ["a truncated folder"] = { status = 2, others = true, says = { "policies", "its file is truncated" },
      make = function(dir) truncate(dir, id_of(dir, "HEAD:policies")) end },
    ["a folder that is a file"] = { status = 2, others = true, says = { "policies", "not a tree" },
      make = function(dir) replace_policies(dir, "40000", id_of(dir, "HEAD:tickmark.yml")) end },
    ["a folder of half an entry"] = { status = 2, others = true, says = { "policies", "malformed tree" },
      make = function(dir) replace_policies(dir, "40000", object(dir, "tree", "b'100644 a.md\\0abc'")) end },
    ["a folder without a mode"] = { status = 2, others = true, says = { "policies", "malformed tree" },
      make = function(dir) replace_policies(dir, "40000", object(dir, "tree", "b' a.md\\0' + b'x' * 20")) end },
    ["a file of an unknown mode"] = { status = 2, others = true, says = { "policies/a.md", "an unknown mode" },
      make = function(dir) replace_policies(dir, "40000", object(dir, "tree", "b'777777 a.md\\0' + b'x' * 20")) end },
    ["a document that is a commit"] = { status = 1, others = true, says = { "policies/a.md", "a submodule" },
      make = function(dir) replace_policies(dir, "40000", object(dir, "tree", "b'160000 a.md\\0' + b'x' * 20")) end },
    ["a folder of a million files"] = { status = 2, others = true, says = { "policies", "too many entries" },
      make = function(dir)
        replace_policies(dir, "40000", object(dir, "tree", "b''.join(b'100644 %07d.md\\0' % i + b'x' * 20"
          .. " for i in range(1000000))"))
      end },
    ["a name of a megabyte"] = { status = 2, others = true, says = { "longer than 4,096 bytes" },
      make = function(dir)
        replace_policies(dir, "40000", object(dir, "tree", "b'100644 ' + b'n' * (1 << 20) + b'.md\\0' + b'x' * 20"))
      end },
    ["a folder in a folder in a folder"] = { status = 2, others = true, deep = true,
      says = { "deeper than 128 folders" },
      make = function(dir)
        support.write(criteria .. "/deep/checks/users.lua", PASSING)
        support.write(criteria .. "/deep/tickmark.yml", (command.CONFIG:gsub("policies/%*%.md", "**/*.md")
          :gsub("columns:", 'optional: "yes"\n    columns:')))
        replace_policies(dir, "40000", object(dir, "tree", ("nest('%s', 1000)"):format(id_of(dir, "HEAD:policies"))))
      end },
    -- commits
    ["a truncated commit"] = { status = FATAL, says = { "its file is truncated" },
      make = function(dir) truncate(dir, id_of(dir, "HEAD")) end },
    ["a missing commit"] = { status = FATAL, says = { "object is missing" },
      make = function(dir) drop(dir, id_of(dir, "HEAD")) end },
    ["a commit of no tree"] = { status = FATAL, says = { "it has no tree" },
      make = function(dir)
        support.sh("echo %s > %s/.git/refs/heads/main", object(dir, "commit", "b'author x\\n\\n'"), dir)
      end },
    ["a commit of a missing tree"] = { status = FATAL, says = { MISSING .. ": object is missing" },
      make = function(dir)
        support.sh("echo %s > %s/.git/refs/heads/main", object(dir, "commit", ("b'tree %s\\nauthor A <a> 1 +0000\\n"
          .. "committer A <a> 1 +0000\\n\\n'"):format(MISSING)), dir)
      end },
    ["a missing parent"] = { status = FATAL, says = { "its parent is missing" },
      make = function(dir)
        local head = id_of(dir, "HEAD")
        support.commit(dir, { ["x"] = "y" })
        drop(dir, head)
      end },
    ["a hundred thousand parents"] = { status = FATAL, says = { "its parent is missing" },
      make = function(dir)
        support.sh("echo %s > %s/.git/refs/heads/main", object(dir, "commit", ("b'tree %s\\n' + b''.join(b'parent "
          .. "%%040x\\n' %% (i << 70) for i in range(1, 100001)) + b'author A <a> 1 +0000\\ncommitter A <a> 1 +0000"
          .. "\\n\\n'"):format(id_of(dir, "HEAD^{tree}"))), dir)
      end },
    ["commits that no clock dated"] = { status = 0, others = true,
      says = { "an impossible time", "no author", "more than one tree", "a NUL byte in it" },
      make = function(dir)
        local tree, parent = id_of(dir, "HEAD^{tree}"), id_of(dir, "HEAD")
        local good = "A <a@b> 1767268800 +0000"
        for _, body in ipairs {
          "author " .. good .. "\\ncommitter A <a@b> 99999999999999 +0000\\n\\nx",
          "author " .. good .. "\\ncommitter A <a@b> 9223372036854775807 +0000\\n\\nx",
          "author " .. good .. "\\ncommitter A <a@b> 253402300800 +0000\\n\\nx",
          "author A <a@b> 99999999999999999999 +0000\\ncommitter " .. good .. "\\n\\nx",
          "author " .. good .. "\\ncommitter A <a@b> 1767268800 +9999\\n\\nx",
          "committer " .. good .. "\\n\\nx",
          "tree " .. tree .. "\\nauthor " .. good .. "\\ncommitter " .. good .. "\\n\\n",
          "author " .. good .. "\\ncommitter " .. good .. "\\n\\na\\0b",
        } do
          parent = object(dir, "commit", ("b'tree %s\\nparent %s\\n%s'"):format(tree, parent, body))
        end
        support.sh("echo %s > %s/.git/refs/heads/main", parent, dir)
      end },
    -- references
    ["a tag of a tag of a tag"] = { status = FATAL, says = { "a tag of a tag" }, args = "--rev deep",
      make = function(dir)
        local id, kind = id_of(dir, "HEAD"), "commit"
        for i = 1, 40 do
          id = object(dir, "tag", ("b'object %s\\ntype %s\\ntag t%d\\n\\n'"):format(id, kind, i))
          kind = "tag"
        end
        support.sh("mkdir -p %s/.git/refs/tags; echo %s > %s/.git/refs/tags/deep", dir, id, dir)
      end },
    ["references in a circle"] = { status = FATAL, says = { "round: " }, args = "--rev round",
      make = function(dir)
        file(dir .. "/.git/refs/heads/round", "ref: refs/heads/about\n")
        file(dir .. "/.git/refs/heads/about", "ref: refs/heads/round\n")
      end },
    ["a store of references that is garbage"] = { status = FATAL, says = { "packed" }, args = "--rev packed",
      make = function(dir) file(dir .. "/.git/packed-refs", "# pack-refs with: sorted\nnot-a-line\n") end },
    ["a ledger that is a file"] = { status = FATAL, says = { "a blob, not a commit" },
      make = function(dir)
        support.sh("mkdir -p %s/.git/refs/heads/audit; echo %s > %s/.git/refs/heads/audit/internal", dir,
          id_of(dir, "HEAD:tickmark.yml"), dir)
      end },
    ["a ledger with a folder that can't be read"] = { status = FATAL, says = { "findings", "object is missing" },
      make = function(dir)
        local tree = object(dir, "tree", ("b'40000 findings\\0' + bytes.fromhex('%s')"):format(MISSING))
        local id = support.sh("git -C %s commit-tree %s -m ledger </dev/null", dir, tree)
        support.sh("mkdir -p %s/.git/refs/heads/audit; echo %s > %s/.git/refs/heads/audit/internal", dir, id, dir)
      end },
    -- the git directory
    ["HEAD that is a folder"] = { status = FATAL, says = { "not a git repository" },
      make = function(dir) support.sh("rm %s/.git/HEAD; mkdir %s/.git/HEAD", dir, dir) end },
    ["HEAD that is a pipe"] = { status = FATAL, says = { "not a git repository" },
      make = function(dir) support.sh("rm %s/.git/HEAD; mkfifo %s/.git/HEAD", dir, dir) end },
    ["references that are a pipe"] = { status = FATAL, says = { "packed%-refs: not a file" },
      make = function(dir) support.sh("rm -f %s/.git/packed-refs; mkfifo %s/.git/packed-refs", dir, dir) end },
    ["a shallow file that is a pipe"] = { status = FATAL, says = { "shallow: not a file" },
      make = function(dir) support.sh("mkfifo %s/.git/shallow", dir) end },
    ["a .git file that names itself"] = { status = FATAL, says = { "%a" },
      make = function(dir)
        support.sh("rm -rf %s/.git", dir)
        file(dir .. "/.git", "gitdir: .git\n")
      end },
    ["objects elsewhere by a link"] = { status = 0, others = true,
      make = function(dir) support.sh("mv %s/.git/objects %s/.git/o; ln -s o %s/.git/objects", dir, dir, dir) end },
    ["objects in a circle of links"] = { status = FATAL, says = { "not a git repository" },
      make = function(dir) support.sh("rm -rf %s/.git/objects; ln -s objects %s/.git/objects", dir, dir) end },
    ["settings of a linked work tree that are a pipe"] = { status = FATAL, says = { "config: not a file" },
      args = "--repo linked",
      make = function(dir)
        support.git(dir, "worktree add -q linked -b linked")
        support.sh("rm %s/.git/config; mkfifo %s/.git/config", dir, dir)
      end },
    ["a branch that is a pipe"] = { status = FATAL, says = { "HEAD: corrupted" },
      make = function(dir) support.sh("rm %s/.git/refs/heads/main; mkfifo %s/.git/refs/heads/main", dir, dir) end },
    ["a ledger that is a pipe"] = { status = FATAL, says = { "audit/internal: corrupted" },
      make = function(dir)
        support.sh("mkdir -p %s/.git/refs/heads/audit; mkfifo %s/.git/refs/heads/audit/internal", dir, dir)
      end },
    ["an index of packs that is a pipe"] = { status = 0, others = true,
      make = function(dir)
        support.sh("mkdir -p %s/.git/objects/pack; mkfifo %s/.git/objects/pack/multi-pack-index", dir, dir)
      end },
    ["settings that include a pipe"] = { status = 0, others = true,
      make = function(dir) support.git(dir, "config include.path pipe && mkfifo %s/.git/pipe", dir) end },
    ["a repository among the documents"] = { status = FATAL, args = "--repo policies/emb",
      says = { "policies/emb: a repository among the files of another one" },
      make = function(dir) support.git(dir, "clone -q --bare . policies/emb") end },
    ["settings that include themselves"] = { status = FATAL, says = { "%a" },
      make = function(dir) support.git(dir, "config include.path config") end },
    ["settings of ten megabytes"] = { status = FATAL, says = { "config: larger than 1 MiB" },
      make = function(dir) file(dir .. "/.git/config", "[core]\n\tbare = false\n" .. ("\tk = v\n"):rep(1500000)) end },
    ["a shallow file of garbage"] = { status = 0, others = true,
      make = function(dir) file(dir .. "/.git/shallow", ("z"):rep(1000000) .. "\n" .. ZEROS) end },
    ["a pack of garbage"] = { status = 0, others = true,
      make = function(dir)
        support.sh("mkdir -p %s/.git/objects/pack; cd %s/.git/objects/pack; head -c 100000 /dev/urandom > pack-%s.pack;"
          .. "head -c 100000 /dev/urandom > pack-%s.idx; head -c 1000 /dev/urandom > multi-pack-index", dir, dir,
          MISSING, MISSING)
      end },
  }
  for name, attack in pairs(attacks) do
    it("is contained: " .. name, function()
      attack.make(made)
      audit(attack)
    end)
  end

  it("costs a document that is made from far larger ones, and nothing else", function()
    if os.getenv("LD_PRELOAD") then return pending("a sanitizer needs more memory than the limit") end
    local id = support.sh("python3 spec/git/pack.py chain_bomb %s/.git/objects", made)
    replace_policies(made, "40000", object(made, "tree", ("b'100644 z.md\\0' + bytes.fromhex('%s')"):format(id)))
    audit { status = 2, others = true, says = { "policies/z.md", "the object can't be read: out of memory" } }
  end)

  it("with a lost document is recorded all the same: what was found elsewhere", function()
    truncate(made, id_of(made, "HEAD:policies/access.md"))
    support.git(made, "config user.name Ada")
    support.git(made, "config user.email ada@example.com")
    local ran = command.tickmark(made, "audit --record")
    assert.equal(2, ran.status, ran.out .. ran.err)
    assert.matches("recorded NC%-", ran.out .. ran.err)
    assert.matches("accounts without MFA", support.git(made, "log -p refs/heads/audit/internal"))
    assert.is_nil(support.git(made, "log -p refs/heads/audit/internal"):find("access.md", 1, true))
  end)
end)
