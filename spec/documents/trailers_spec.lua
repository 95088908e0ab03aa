--- The trailers of a message, held against what git itself finds in it.

local support = require("spec.support")
local trailers = require("tickmark.documents.trailers")

local function shown(found)
  local lines = {}
  for i, one in ipairs(found) do lines[i] = (one.key .. ": " .. one.value):gsub("%s+$", "") end
  return table.concat(lines, "\n")
end

describe("trailers", function()
  local dir
  setup(function() dir = support.repo() end)
  teardown(function() support.remove(dir) end)

  --- What git finds, once it has made a commit's message of it.
  local function git_finds(bytes, settings)
    support.write(dir .. "/message", bytes)
    return (support.sh("cd %s && git " .. (settings or "") .. " stripspace -s < message > clean && "
      .. "git interpret-trailers --no-divider --parse < clean", dir):gsub("[ \t]+\n", "\n"):gsub("%s+$", ""))
  end

  for name, bytes in pairs {
    ["stand in the last paragraph"] = "x\n\nwords\n\nFinding: A\nAction: B\n",
    ["aren't the subject"] = "Finding: A\n",
    ["aren't the first paragraph"] = "x\nFinding: A\n",
    ["aren't followed by words"] = "x\n\nFinding: A\n\nwords\n",
    ["aren't among words"] = "x\n\nFinding: A\nwords\n",
    ["may have words among them where git has signed"] = "x\n\nwords\nFinding: A\nSigned-off-by: a <b>\n",
    ["but not too many of them"] = "x\n\na\nb\nc\nd\nSigned-off-by: a <b>\n",
    ["may have been picked"] = "x\n\nFinding: A\n(cherry picked from commit abc)\n",
    ["go on in lines that begin with a blank"] = "x\n\nApproved-by: Ann\n  Example\n\t<ann@x>\nFinding: A\n",
    ["don't begin with such a line"] = "x\n\n  words\nFinding: A\n",
    ["may have blanks before the colon, none after, no value"] = "x\n\nA : 1\nB:2\nC:\n",
    ["have keys of letters, digits and dashes"] = "x\n\nA b: 1\nFinding: A\n",
    ["have keys"] = "x\n\n: 1\nFinding: A\n",
    ["don't mind blank lines around"] = "\n\n \nx\n\nFinding: A\n\n \n",
    ["don't mind comments"] = "# a\nx\n\n# b\nFinding: A\n# c\n\n# Please enter\n#\n#\tmodified: x\n# Finding: B\n",
    ["aren't in comments alone"] = "x\n\n# Finding: A\n",
    ["may be none"] = "", ["may be none in one line"] = "x", ["may end without a line feed"] = "x\n\nFinding: A",
  } do
    it(name, function() assert.equal(git_finds(bytes), shown(trailers(bytes))) end)
  end

  it("end at the scissors, whatever follows these", function()
    local line = " ------------------------ >8 ------------------------\n"
    for _, mark in ipairs { "#", ";", "*" } do
      local found = trailers("x\n\nFinding: A\n" .. mark .. " Please\n" .. mark .. line .. "diff\n\nAction: B\n")
      assert.equal("Finding: A", shown(found))
    end
  end)

  it("are found above comments of another sign, which the last paragraph tells", function()
    local template = "x\n\n#5\n\nFinding: A\n\n; Please enter\n;\n; On branch main\n;\tmodified: x\n"
    assert.equal("Finding: A", git_finds(template, "-c core.commentChar=';'"))
    assert.equal("Finding: A", shown(trailers(template)))
    for _, words in ipairs { "; x\nwords", ";) fine", "$HOME: x" } do
      assert.equal("", shown(trailers("x\n\nFinding: A\n\n" .. words .. "\n")))
    end
  end)

  it("have their line in the file, and the column of the value", function()
    local found = trailers("# a\r\n\r\nx\r\n\r\nFinding:  A\r\n# b\r\nAction:\r\n")
    assert.same({ { key = "Finding", value = "A", line = 5, column = 11 },
      { key = "Action", value = "", line = 7, column = 8 } }, found)
  end)
end)
