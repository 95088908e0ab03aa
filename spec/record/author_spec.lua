-- Who a ledger says has recorded: who git says it is.

local command = require("spec.command")
local ledgers = require("spec.ledgers")
local recording = require("spec.record.recording")
local support = require("spec.support")

local REF <const> = ledgers.REF
local isms = recording.isms

describe("who records", function()
  local dir
  before_each(function() dir = isms() end)
  after_each(function() support.remove(dir) end)

  local home
  before_each(function()
    home = support.tmpdir()
    support.git(dir, "config --remove-section user")
  end)
  after_each(function() support.remove(home) end)

  --- Record with some settings of git in files below a home.
  local function author(environment, files)
    for path, text in pairs(files) do support.write(home .. "/" .. path, text) end
    local ran = command.shell(("cd %%s; %s exec \"$TICKMARK\" audit --record"):format(
      environment:gsub("~", home)), dir)
    assert.equal(1, ran.status, ran.err)
    return support.git(dir, "log -1 --format='%%an <%%ae> %%cn' %s", REF)
  end
  local EVA <const> = "[user]\n\tname = Eva\n\temail = eva@example.com\n"
  local IDA <const> = "[user]\n\tname = Ida\n\temail = ida@example.com\n"

  it("is found in the home", function()
    assert.equal("Eva <eva@example.com> Eva", author("HOME=~", { [".gitconfig"] = EVA }))
  end)

  it("is found in what the home includes", function()
    assert.equal("Ida <ida@example.com> Ida", author("HOME=~",
      { [".gitconfig"] = EVA .. "[include]\n\tpath = ~/more\n", more = IDA }))
  end)

  it("is found in XDG's folder, which is below the home unless it is set", function()
    assert.equal("Eva <eva@example.com> Eva", author("HOME=~", { [".config/git/config"] = EVA }))
    support.git(dir, "update-ref -d %s", REF)
    assert.equal("Ida <ida@example.com> Ida", author("HOME=~ XDG_CONFIG_HOME=~/x", { ["x/git/config"] = IDA }))
    support.git(dir, "update-ref -d %s", REF)
    assert.equal("Ida <ida@example.com> Ida", author("unset HOME; XDG_CONFIG_HOME=~/x", {}))
  end)

  it("is the repository's own before all of them", function()
    support.git(dir, "config user.name Ute")
    assert.equal("Ute <eva@example.com> Ute", author("HOME=~",
      { [".gitconfig"] = EVA, [".config/git/config"] = IDA }))
  end)

  it("isn't taken from other variables", function()
    assert.equal("Eva <eva@example.com> Eva", author("HOME=~ GIT_CONFIG_GLOBAL=~/other GIT_AUTHOR_NAME=X EMAIL=x@y",
      { [".gitconfig"] = EVA, other = IDA }))
  end)
end)
