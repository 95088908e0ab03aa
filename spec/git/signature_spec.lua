-- Signatures of commits: what real ssh-keygen makes by real git is valid, and
-- nothing else is.

local git = require("tickmark_worker").git
local support = require("spec.support")

--- Make a key of a kind; its path.
local function key_of(dir, kind, bits)
  local path = ("%s/.git/%s-%s"):format(dir, kind, bits or "")
  support.sh("ssh-keygen -q -N '' -C '' -t %s " .. (bits and "-b " .. bits or "") .. " -f %s", kind, path)
  return path
end

--- Type and base64 of a public key's file.
local function public(path)
  return (support.sh("cut -d' ' -f1,2 %s.pub", path):gsub("\n$", ""))
end

--- A commit that is signed with a key; its id.
local function signed(dir, key, message)
  return support.git(dir, "-c gpg.format=ssh -c user.signingkey=%s commit -q --allow-empty -S -m %s; "
    .. "git -C %s rev-parse HEAD", key, message or "signed", dir)
end

--- The same commit with another text of it; its id.
local function rewritten(dir, id, pattern, replacement)
  local bytes = (support.sh("git -C %s cat-file commit %s", dir, id) .. "\n"):gsub(pattern, replacement, 1)
  support.write(dir .. "/.git/rewritten", bytes)
  return (support.git(dir, "hash-object -t commit --literally -w .git/rewritten"))
end

--- The first commit, which has no signature, as bytes.
local function plain(dir)
  return support.sh("git -C %s cat-file commit $(git -C %s rev-list --max-parents=0 HEAD)", dir, dir) .. "\n"
end

--- That, with a signature put into it as git would have.
local function with_armour(dir, armour)
  local bytes = plain(dir)
  local head, message = bytes:match("^(.-\n)\n(.*)$")
  support.write(dir .. "/.git/made", head .. "gpgsig " .. armour:gsub("\n$", ""):gsub("\n", "\n ") .. "\n\n" .. message)
  return (support.git(dir, "hash-object -t commit --literally -w .git/made"))
end

describe("the signature of a commit", function()
  local dir, repo, key

  setup(function()
    dir = support.repo({ ["a.md"] = "a\n" })
    support.git(dir, "config user.name Eva")
    support.git(dir, "config user.email eva@example.com")
    key = key_of(dir, "ed25519")
  end)
  teardown(function() support.remove(dir) end)
  before_each(function() repo = assert(git.open(dir)) end)
  after_each(function() repo:close() end)

  it("is none where there is none", function()
    assert.is_false(repo:signature(support.git(dir, "rev-parse HEAD")))
  end)

  for _, kind in ipairs { { "ecdsa", 256 }, { "ecdsa", 384 }, { "ecdsa", 521 }, { "rsa", 2048 }, { "rsa", 4096 } } do
    it(("by a key of %s, %d bits, is valid, and names the key"):format(kind[1], kind[2]), function()
      local path = key_of(dir, kind[1], kind[2])
      assert.same({ valid = true, key = public(path) }, repo:signature(signed(dir, path)))
    end)
  end

  it("by a key of ed25519 is valid", function()
    assert.same({ valid = true, key = public(key) }, repo:signature(signed(dir, key)))
  end)

  it("by an RSA key of 1,024 bits is not", function()
    assert.is_false(repo:signature(signed(dir, key_of(dir, "rsa", 1024))).valid)
  end)

  it("covers all that git signs: long messages, of any lines", function()
    local id = signed(dir, key, ("line\n\n gpgsig inside\n"):rep(200))
    assert.is_true(repo:signature(id).valid)
  end)

  for _, case in ipairs {
    { "its message changes", "signed\n$", "Signed\n" },
    { "its author changes", "author Ada", "author Otto" },
    { "its time changes", "committer (.-> )%d", "committer %19" },
    { "a header is added", "\n\n", "\nencoding latin1\n\n" },
    { "its signature changes", "(\n %S%S)(%S)(%S*\n %-%-%-%-%-END)", function(before, letter, after)
      return before .. (letter == "A" and "B" or "A") .. after
    end },
  } do
    it("is not valid any more when " .. case[1], function()
      local id = rewritten(dir, signed(dir, key), case[2], case[3])
      assert.is_falsy(repo:signature(id).valid)
    end)
  end

  it("made for something else than git is none", function()
    support.write(dir .. "/.git/payload", plain(dir))
    support.sh("cd %s/.git && ssh-keygen -q -Y sign -n file -f %s payload 2>/dev/null", dir, key)
    local verdict = repo:signature(with_armour(dir, support.sh("cat %s/.git/payload.sig", dir)))
    assert.match("made for something else than git", verdict.fault, 1, true)
  end)

  it("of a commit that another one carries is not valid there", function()
    local armour = support.sh("git -C %s cat-file commit %s", dir, signed(dir, key))
      :match("gpgsig (.-END SSH SIGNATURE%-%-%-%-%-)"):gsub("\n ", "\n")
    assert.is_false(repo:signature(with_armour(dir, armour)).valid)
  end)

  for _, case in ipairs {
    { "is cut off", "-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----", "of another version" },
    { "has no end", "-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQ==\n", "it does not end" },
    { "is not base64", "-----BEGIN SSH SIGNATURE-----\n%%%%\n-----END SSH SIGNATURE-----", "its base64 is broken" },
    { "promises more than it has", "-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAf////8=\n-----END SSH SIGNATURE-----",
      "it is cut off" },
  } do
    it("that " .. case[1] .. " says so", function()
      assert.match(case[3], repo:signature(with_armour(dir, case[2])).fault, 1, true)
    end)
  end

  it("of OpenPGP is given apart from what it signs", function()
    local armour = "-----BEGIN PGP SIGNATURE-----\n\nabcd\n-----END PGP SIGNATURE-----"
    local verdict = repo:signature(with_armour(dir, armour))
    assert.equal(armour .. "\n", verdict.armour)
    assert.equal(plain(dir), verdict.payload)
  end)

  describe("by a security key", function()
    --- A string of the protocol.
    local function wire(text) return (">s4"):pack(text) end

    --- Bytes of a command's output.
    local function hash(bytes)
      support.write(dir .. "/.git/hashed", bytes)
      return (support.sh("sha256sum %s/.git/hashed | cut -d' ' -f1", dir)
        :gsub("%x%x", function(byte) return string.char(tonumber(byte, 16)) end))
    end

    --- What such a key would have made, by a key of ours.
    local function touched(flags, counter)
      local at = dir .. "/.git/"
      support.sh("cd %s.git && openssl genpkey -algorithm ed25519 -out sk.pem 2>/dev/null && "
        .. "openssl pkey -in sk.pem -pubout -outform DER | tail -c 32 > sk.raw", dir .. "/")
      local function read(name)
        local f <close> = assert(io.open(at .. name, "rb"))
        return f:read("a")
      end
      local tail = string.char(flags) .. (">I4"):pack(counter)
      local said = "SSHSIG" .. wire "git" .. wire "" .. wire "sha256" .. wire(hash(plain(dir)))
      support.write(at .. "said", hash("ssh:") .. tail .. hash(said))
      support.sh("cd %s && openssl pkeyutl -sign -rawin -inkey sk.pem -in said -out sk.sig", at)
      local type_of = "sk-ssh-ed25519@openssh.com"
      local blob = "SSHSIG" .. (">I4"):pack(1) .. wire(wire(type_of) .. wire(read("sk.raw")) .. wire "ssh:")
        .. wire "git" .. wire "" .. wire "sha256" .. wire(wire(type_of) .. wire(read("sk.sig")) .. tail)
      support.write(at .. "blob", blob)
      return ("-----BEGIN SSH SIGNATURE-----\n%s-----END SSH SIGNATURE-----"):format(
        support.sh("base64 -w 70 %sblob", at))
    end

    it("that was touched is valid", function()
      local verdict = repo:signature(with_armour(dir, touched(1, 7)))
      assert.is_true(verdict.valid)
      assert.match("^sk%-ssh%-ed25519@openssh.com AAAA", verdict.key)
    end)

    it("that was not is not", function()
      assert.is_false(repo:signature(with_armour(dir, touched(0, 7))).valid)
    end)
  end)
end)
