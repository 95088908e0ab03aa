# make demo       install what is missing, build, audit an example ISMS
# make test       the same set-up, then everything that checks the project
# make            library, Lua module, command, worker    SAN=1: ASan, UBSan
# make spec       busted alone; SPEC=spec/doc names a part
# make lint       luacheck, cppcheck, clang-format, each public header alone
# make score      the synthetic ISMS; SEEDS="1 2", FILES=10000; make cases:
#                 situations with an auditor's answer, CASES=FILE
# make sweep      every request for memory refused in turn; make faults: every
#                 call of an audit; make kills: every call that writes on a
#                 ledger killed or refused; make race: 4 who write 250
# make hostile    attacks and what becomes of them; HOSTILE=DIR
# make fuzz       libFuzzer on parsers and encoders; SECONDS=60 TARGET=yaml
# make bench      figures of spec/bench/README.md
# make install    honours PREFIX and DESTDIR

PREFIX  ?= /usr/local
BUILD   ?= build
CFLAGS  ?= -O2 -g
LUA     ?= lua5.4
BUSTED  ?= $(shell command -v busted)
SPEC    ?= spec
JOBS    ?= 2
PKG     := pkg-config

LUADIR   = $(PREFIX)/share/lua/5.4
CMODDIR  = $(PREFIX)/lib/lua/5.4
LIBEXEC  = $(PREFIX)/libexec/tickmark

WARN    := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
           -Wwrite-strings -Wvla -Wpointer-arith -Wundef
DEPS    := lua5.4 libgit2 libdeflate zlib yaml-0.1 libcrypto libseccomp lmdb
CPPFLAGS += -D_GNU_SOURCE -Iinclude -Isrc -I$(BUILD) \
            $(shell $(PKG) --cflags $(DEPS) 2>/dev/null)
ALL_CFLAGS = -std=c11 -fPIC -fvisibility=hidden $(WARN) $(CFLAGS) $(SANFLAGS)

# What is done in a word; V=1 shows the commands.
Q        = $(if $(V),,@)
say      = @printf '  %-7s %s\n' $(1) $@

ifdef SAN
BUILD    := $(BUILD)/san
SANFLAGS := -fsanitize=address,undefined -fno-sanitize-recover=undefined \
            -fno-omit-frame-pointer
RUNENV   := LD_PRELOAD=$(shell $(CC) -print-file-name=libasan.so) \
            ASAN_OPTIONS=detect_leaks=1
endif

# What each program is made of; the layers are those of spec/layers_spec.lua.
objects  = $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard $(1))))
BASE     = $(call objects,src/base/*.c)
WORKER   = $(call objects,src/git/*.c src/doc/*.c src/worker/*.c src/lua/*.c)
HOST     = $(call objects,src/host/*.c src/lua/*.c)
LUASRC   = $(shell find lua policies -name '*.lua' ! -path '*/meta/*' | LC_ALL=C sort)
TEMPLATES = $(sort $(wildcard policies/templates/*.md policies/templates/*.yml))
CSRC     = $(shell find src include -name '*.[ch]' | LC_ALL=C sort)
BUNDLE   = $(BUILD)/bundle.o $(BUILD)/identity.o
ARGPARSE = /usr/share/lua/5.4/argparse.lua
WORKLIBS = $(shell $(PKG) --libs libgit2 libdeflate zlib yaml-0.1 libcrypto \
           libseccomp 2>/dev/null) \
           -lcmark-gfm-extensions -lcmark-gfm
HOSTLIBS = $(shell $(PKG) --libs libcrypto lmdb 2>/dev/null)
# Programs have their Lua inside, which is faster than a shared one; lua-cjson
# with it, or it would bring a second Lua.
LUALIBS  = -Wl,-Bstatic -llua5.4-cjson -llua5.4 -Wl,-Bdynamic -lm -ldl
SHARED   = $(shell $(PKG) --libs lua5.4-cjson lua5.4 2>/dev/null)

MODULE   = $(BUILD)/lib/lua/5.4/tickmark/core.so
LIBRARY  = $(BUILD)/lib/libtickmark.so
COMMAND  = $(BUILD)/bin/tickmark
RUNNER   = $(BUILD)/libexec/tickmark/worker
SPECMOD  = $(BUILD)/spec/tickmark_worker.so
# The same with an end to its memory; and what is preloaded to let calls fail.
SWEEPMOD = $(BUILD)/spec/tick_sweep.so
PRELOADS = $(BUILD)/spec/failing_malloc.so $(BUILD)/spec/short_io.so
WRAPPED  = -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free

all: $(MODULE) $(LIBRARY) $(COMMAND) $(RUNNER) $(SPECMOD) $(SWEEPMOD) $(PRELOADS) \
     $(BUILD)/tickmark $(BUILD)/spec/unlocked/tickmark

# The modules take Lua's symbols from the interpreter that loads them: linking
# liblua here would put two Luas in one process. They are never unloaded.
$(MODULE): $(HOST) $(BASE) $(BUNDLE)
	@mkdir -p $(@D)
	$(call say,link)
	$(Q)$(CC) -shared -Wl,-z,nodelete $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(HOSTLIBS)

# What is locked stays locked: the specifications' module can't be.
ALONE    = %/main.o %/posix.o %/lock.o %/calls.o %/probe.o %/lua_lock.o
$(SPECMOD): $(filter-out $(ALONE),$(WORKER)) $(BASE) $(BUNDLE)
	@mkdir -p $(@D)
	$(call say,link)
	$(Q)$(CC) -shared -Wl,-z,nodelete $(SANFLAGS) $(LDFLAGS) -o $@ $^ \
		$(WORKLIBS)

$(SWEEPMOD): $(BUILD)/spec/sweep.o $(filter-out %/main.o %/posix.o,$(WORKER)) $(BASE) \
		$(BUNDLE)
	@mkdir -p $(@D)
	$(call say,link)
	$(Q)$(CC) -shared -Wl,-z,nodelete $(WRAPPED) $(SANFLAGS) $(LDFLAGS) \
		-o $@ $^ $(WORKLIBS)

# Without sanitizers: those have a malloc of their own.
$(PRELOADS): $(BUILD)/spec/%.so: spec/%.c $(BUILD)/settings
	@mkdir -p $(@D)
	$(call say,link)
	$(Q)$(CC) $(CPPFLAGS) -std=c11 -fPIC -fvisibility=hidden $(WARN) $(CFLAGS) \
		-shared -o $@ $< -ldl

$(LIBRARY): $(BUILD)/src/embed.o $(HOST) $(BASE) $(BUNDLE)
	@mkdir -p $(@D)
	$(call say,link)
	$(Q)$(CC) -shared $(SANFLAGS) $(LDFLAGS) -o $@ $^ $(HOSTLIBS) $(SHARED)

$(COMMAND): $(BUILD)/src/main.o $(HOST) $(BASE) $(BUNDLE)
	@mkdir -p $(@D)
	$(call say,link)
	$(Q)$(CC) $(SANFLAGS) $(LDFLAGS) -Wl,-E -o $@ $^ $(HOSTLIBS) $(LUALIBS)

# The calls that it has of its own hold for its libraries, too.
CALLS    = -Wl,--export-dynamic-symbol=open -Wl,--export-dynamic-symbol=link \
           -Wl,--export-dynamic-symbol=mbedtls_x509_crt_parse_file
$(RUNNER): $(WORKER) $(BASE) $(BUNDLE)
	@mkdir -p $(@D)
	$(call say,link)
	$(Q)$(CC) $(SANFLAGS) $(LDFLAGS) $(CALLS) -Wl,--wrap=luaS_hash -o $@ $^ \
		$(WORKLIBS) $(LUALIBS)

$(BUILD)/tickmark: $(COMMAND)
	ln -sf bin/tickmark $@

# The command without the lock, in which a sanitizer can look for leaks.
$(BUILD)/spec/unlocked/tickmark: $(COMMAND)
	@mkdir -p $(@D)
	@printf '#!/bin/sh\ncase $$1 in audit|check|init|evidence|reperform|finding|action|request|record|status|trust|verify|hook) set -- "$$@" --no-os-sandbox ;; esac\nexec "%s" "$$@"\n' \
		"$(abspath $(COMMAND))" > $@
	@chmod +x $@

# All of our Lua, as bytecode, and packs and templates, as text, in one C array.
$(BUILD)/bundle.c: src/bundle.lua $(LUASRC) $(TEMPLATES) $(BUILD)/settings
	@mkdir -p $(@D)
	$(call say,bundle)
	$(Q)$(LUA) src/bundle.lua $(LUASRC) $(TEMPLATES) $(ARGPARSE) > $@

# A build is named by the hash of its sources.
$(BUILD)/identity.c: $(LUASRC) $(TEMPLATES) $(CSRC) src/bundle.lua
	@mkdir -p $(@D)
	@printf '#include "base/bundle.h"\nconst char tick_build_id[] = "%s";\n' \
		$$(cat $^ | sha256sum | cut -c1-32) > $@

$(BUILD)/%.o: $(BUILD)/%.c
	$(call say,cc)
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -c -o $@ $<

# Installs what is missing, before anything asks pkg-config.
packages:
	@.ci/packages

# Rewritten only when a setting changes; every object depends on it.
SETTINGS = $(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(PREFIX)
$(BUILD)/settings: packages
	@mkdir -p $(@D)
	@echo '$(SETTINGS)' | cmp -s - $@ || echo '$(SETTINGS)' > $@

$(BUILD)/src/host/%.o $(BUILD)/src/main.o: private CPPFLAGS += -DTICK_LIBEXEC='"$(LIBEXEC)"'

$(BUILD)/%.o: %.c $(BUILD)/settings
	@mkdir -p $(@D)
	$(call say,cc)
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

spec: all
	@LUA='env $(RUNENV) $(LUARUN)' BUSTED='$(BUSTED)' spec/run.sh $(JOBS) $(SPEC)

lint: $(BUILD)/settings
	luacheck -q lua policies spec examples
	cppcheck -q --std=c11 --error-exitcode=1 --inline-suppr -Iinclude -Isrc \
		--enable=warning,performance,portability src
	clang-format -n -Werror $$(find src include examples -name '*.[ch]')
	for h in include/*.h; do $(CC) -std=c11 -pedantic -Wall -Wextra -Werror \
		-fsyntax-only -x c $$h || exit 1; done

# Specs on the plain build, then those of C on the sanitized one, and everything
# static. What the sanitized build can't do (variants, strace, the time of
# things) is left out there, and so is what git does around the command. A locked
# worker can't look for leaks: whole audits and ledgers run without the lock, in
# part only so.
PLAIN    = locks naive faults hostile readme layers check/rules check/templates cli/doc \
           cli/evidence cli/hook cli/message cli/precommit followup/approvals \
           followup/lists followup/long followup/refuted followup/steps followup/tamper \
           record/custody record/independence record/kill record/tools worker/budget \
           cli/adopt cli/adopt_series policies/pack trial/test cases cli/determinism
UNLOCKED = check/change check/approval followup/reperform followup/verify record/merge \
           record/record record/story record/trust
BOTH     = cli/audit git/hostile_repo
SANSPEC  = $(filter-out $(patsubst %,spec/%_spec.lua,$(PLAIN) $(UNLOCKED)), \
           $(shell find spec -name '*_spec.lua' | LC_ALL=C sort))
AUDITS   = $(patsubst %,spec/%_spec.lua,$(UNLOCKED) $(BOTH))
test: lint spec
	$(MAKE) SAN=1 spec SPEC="$(SANSPEC)"
	TICKMARK_UNLOCKED=1 $(MAKE) SAN=1 spec SPEC="$(AUDITS)"

demo: all
	examples/demo/run.sh $(BUILD)

# The synthetic ISMS: every known defect found, nothing else reported.
SEEDS ?= 1 2 3 4 5
FILES ?= 10000
cases: all
	$(MAKE) spec SPEC=spec/cases_spec.lua
score: all
	spec/acceptance/score.sh $(BUILD) $(FILES) $(SEEDS)

LUARUN   = TICKMARK_BUILD=$(BUILD) LUA_PATH="./?.lua;lua/?.lua;lua/?/init.lua;;" \
           LUA_CPATH="$(BUILD)/lib/lua/5.4/?.so;$(BUILD)/spec/?.so;;" $(LUA)
HOSTILE ?= ../shared/hostile
hostile: all
	$(RUNENV) $(LUARUN) spec/hostile/run.lua $(HOSTILE)

SECONDS ?= 60
fuzz: all
	.ci/packages fuzz
	spec/fuzz/run.sh $(BUILD) $(SECONDS) $(TARGET)

# Whole: spec/sweep_spec.lua and spec/faults_spec.lua leave most out.
sweep:
	TICKMARK_SWEEP=full $(MAKE) spec SPEC=spec/sweep_spec.lua

faults:
	TICKMARK_FAULTS=full $(MAKE) spec SPEC=spec/faults_spec.lua

kills:
	TICKMARK_KILLS=full $(MAKE) spec SPEC=spec/record/kill_spec.lua

# 4 processes that append 250 events each; spec/record/race_spec.lua: fewer.
race:
	TICKMARK_RACE=full $(MAKE) spec SPEC=spec/record/race_spec.lua

bench: all
	$(LUARUN) spec/bench/bench.lua $(BUILD) $(or $(BENCH),100000)
	$(LUARUN) spec/bench/check.lua $(BUILD)
	$(LUARUN) spec/bench/ledger.lua $(BUILD) $(or $(EVENTS),60000) $(or $(SIGNED),6000)

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib \
		$(DESTDIR)$(PREFIX)/include $(DESTDIR)$(CMODDIR)/tickmark \
		$(DESTDIR)$(LIBEXEC) $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 755 $(COMMAND) $(DESTDIR)$(PREFIX)/bin/tickmark
	install -m 755 $(RUNNER) $(DESTDIR)$(LIBEXEC)/worker
	install -m 755 $(MODULE) $(DESTDIR)$(CMODDIR)/tickmark/core.so
	install -m 755 $(LIBRARY) $(DESTDIR)$(PREFIX)/lib/libtickmark.so
	install -m 644 include/tickmark.h include/*.json $(DESTDIR)$(PREFIX)/include
	install -m 644 src/tickmark.1 $(DESTDIR)$(PREFIX)/share/man/man1
	cd lua && find tickmark -name '*.lua' -exec \
		install -D -m 644 {} $(DESTDIR)$(LUADIR)/{} \;

clean:
	rm -rf build

.PHONY: packages all spec lint test demo score cases hostile fuzz sweep faults kills race bench install clean
.DELETE_ON_ERROR:
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
