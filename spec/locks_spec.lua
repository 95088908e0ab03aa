-- Every lock and every limit is there for something: a program without it, and
-- without those that overlap it, lets an item out that the program contains.

local command = require("spec.command")
local variant = require("spec.variant")

-- A row is the lock, the changes that take it away with what overlaps it, and the
-- item; where the program as it is can't take the item, the changes with which it
-- can (base).
local LISTS = { require("spec.locks.scripts"), require("spec.locks.documents"), require("spec.locks.repositories"),
  require("spec.locks.sinks") }

-- Locks on whole processes have builds of their own.
local OWN = { require("spec.locks.system"), require("spec.locks.host") }

describe("a lock", function()
  if not variant.possible() then
    it("is taken away in the plain build only", function() pending("variants are of the plain build") end)
    return
  end

  local builds, bases, variants = {}, {}, nil

  --- Which build a row is in. One of each list goes into one build: what limits
  --- scripts has nothing to do with what limits documents.
  local function deal()
    local changes, known = {}, {}
    local function add(i, more)
      changes[i] = changes[i] or {}
      table.move(more, 1, #more, #changes[i] + 1, changes[i])
      return i
    end
    local function own(more)
      known[more] = known[more] or add(#changes + 1, more)
      return known[more]
    end
    for _, list in ipairs(LISTS) do
      for i, row in ipairs(list) do builds[row] = add(i, row[2]) end
    end
    for _, list in ipairs(OWN) do
      for _, row in ipairs(list) do builds[row] = own(row[2]) end
    end
    for _, lists in ipairs { LISTS, OWN } do
      for _, list in ipairs(lists) do
        for _, row in ipairs(list) do bases[row] = row.base and own(row.base) end
      end
    end
    return changes
  end

  setup(function() variants = variant.build(deal()) end)
  teardown(function()
    for _, one in ipairs(variants or {}) do variant.close(one) end
  end)

  for _, lists in ipairs { LISTS, OWN } do
    for _, list in ipairs(lists) do
      for _, row in ipairs(list) do
        it(row[1] .. " keeps something in", function()
          local whole = row.base and variants[bases[row]].command or command.PATH
          assert.is_false(row[3](whole), "it gets out of the program as it is")
          assert.is_true(row[3](variants[builds[row]].command), "nothing gets out without it")
        end)
      end
    end
  end
end)
