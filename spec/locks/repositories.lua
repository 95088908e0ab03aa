--- The limits of repositories, and what is refused in them.

local item = require("spec.locks.item")
local support = require("spec.support")

--- Put a tree of "mode name id" entries at item/ of the next commit.
local function plant(dir, entries)
  local bytes = {}
  for i, entry in ipairs(entries) do
    bytes[i] = ("%s %s\0%s"):format(entry[1], entry[2], support.bytes(entry[3]))
  end
  local tree = support.object(dir, "tree", table.concat(bytes))
  local names = support.git(dir, "ls-tree HEAD")
  support.git(dir, "update-ref refs/heads/main $(git -C %s commit-tree -p HEAD -m odd $( (git -C %s ls-tree HEAD; "
    .. "printf '040000 tree %%s\\titem\\n' %s) | git -C %s mktree))", dir, dir, tree, dir)
  return tree, names
end

local function blob(dir, text) return support.object(dir, "blob", text) end

local function odd_name(name)
  return function(dir) plant(dir, { { "100644", name, blob(dir, "x") } }) end
end

--- The loose file of an object.
local function loose(dir, id) return ("%s/.git/objects/%s/%s"):format(dir, id:sub(1, 2), id:sub(3)) end

local function nested(dir, depth)
  local tree = support.object(dir, "tree", "100644 a.md\0" .. support.bytes(blob(dir, "x")))
  for _ = 1, depth do tree = support.object(dir, "tree", "40000 d\0" .. support.bytes(tree)) end
  plant(dir, { { "40000", "d", tree } })
end

local RESOLVE <const> = "\tgit_reference *direct = NULL;\n\tgit_reference_resolve(&direct, found);\n"
  .. "\tgit_reference_free(found);\n\tfound = direct;\n"

return {
  { "on the size of an object", { item.change("src/git/object.c", "if (size > max)", "if (0)"),
      item.change("src/git/object.c", "&& git_odb_object_size(read) <= max)", ")") },
    item.repository(function(dir) support.commit(dir, { ["item/a.txt"] = ("x\n"):rep(5 << 20) }) end,
      "the limit is 8388608") },
  { "on an object's hash", { item.change("src/git/object.c", "if (!tick_oid_compare(&hash, id) &&", "if (1 ||") },
    item.repository(function(dir)
      local id, other = blob(dir, "one text\n"), blob(dir, "a text of others\n")
      plant(dir, { { "100644", "a.txt", id } })
      support.sh("chmod u+w %s; cp -f %s %s", loose(dir, id), loose(dir, other), loose(dir, id))
    end, "another hash") },
  { "on control characters in a name", { item.change("src/git/tree.c", "if (c < 0x20 || c == 0x7f)", "if (0)") },
    item.repository(odd_name("a\27[2J.md"), "a control character in its name") },
  { "on names that git reserves", { item.change("src/git/tree.c", "if ((len <= 2 && !memcmp(name, \"..\", len)) ||",
      "if (0 && (len == 1 ||"), item.change("src/git/tree.c", '(len == 4 && !strncasecmp(name, ".git", 4)))',
      '!strncasecmp(name, ".git", 4)))') },
    item.repository(odd_name(".."), "a name that git reserves") },
  { "on slashes in a name", { item.change("src/git/tree.c", "if (c == '/')", "if (0)") },
    item.repository(odd_name("a/b.md"), "a slash in its name") },
  { "on names that are no UTF-8", { item.change("src/git/tree.c", "if (!size)\n\t\t\treturn \"passed", "if (!size)\n"
      .. "\t\t\tsize = 1;\n\t\tif (0)\n\t\t\treturn \"passed") },
    item.repository(odd_name("a\255.md"), "a name that is not UTF-8") },
  { "on a name twice", { item.change("src/git/tree_parse.c",
      "\tif (err == TICK_OK)\n\t\terr = drop_duplicates(tree);", "") },
    item.repository(function(dir)
      plant(dir, { { "100644", "a.md", blob(dir, "x") }, { "100644", "a.md", blob(dir, "y") } })
    end, "the same name twice") },
  { "on the depth of folders", { item.change("src/git/diff.h", "TICK_DEPTH_MAX 128", "TICK_DEPTH_MAX 1000") },
    item.repository(function(dir) nested(dir, 140) end, "deeper than 128") },
  { "on the number of paths", { item.change("src/git/diff.h", "TICK_WALK_MAX 4000000", "TICK_WALK_MAX 400000000") },
    item.repository(function(dir)
      local tree = support.object(dir, "tree", "100644 a.txt\0" .. support.bytes(blob(dir, "x")))
      for i = 1, 4 do
        local names = {}
        for j = 0, 49 do names[j + 1] = ("40000 %s%02d\0"):format("d", j) .. support.bytes(tree) end
        tree = support.object(dir, "tree", table.concat(names))
        if i == 4 then plant(dir, { { "40000", "d", tree } }) end
      end
    end, "more than 4000000 paths") },
  { "on symbolic refs", { item.change("src/git/swap.c", "\tif (git_reference_type(found) != GIT_REFERENCE_DIRECT) {",
      RESOLVE .. "\tif (0) {"), item.change("src/git/resolve.c",
      "\tif (git_reference_type(found) == GIT_REFERENCE_DIRECT)\n\t\terr = peel_ref(out, repo,",
      RESOLVE .. "\tif (1)\n\t\terr = peel_ref(out, repo,") },
    item.repository(function(dir)
      support.git(dir, "symbolic-ref refs/heads/audit/internal refs/heads/main")
    end, "a symbolic reference", "--record") },
}
