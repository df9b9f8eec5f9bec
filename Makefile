# tcpreport: the two commands are `make demo` and `make test`; the rest serves them.

PREFIX ?= /usr/local
PACKAGES := libpcap-dev libxml2-dev zlib1g-dev liblzma-dev libzstd-dev
# Peers that tests compare with.
test golden: PACKAGES += tshark python3-jsonschema python3-zstandard chromium fonts-dejavu-core fonts-noto-cjk
peers: PACKAGES += tshark tcptrace
agreement: PACKAGES += tshark
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
SWIFT ?= swift
RELEASE := .build/release
# With the Swift libraries inside, where this toolchain has them for that, the binary runs where there is no Swift.
LIBRARIES := $(dir $(realpath $(shell command -v $(SWIFT))))../lib/swift_static
STATIC := $(if $(wildcard $(LIBRARIES)),--static-swift-stdlib)

.PHONY: demo test golden digest picture build deps install deb test-deb docs example man bench gate resample verdicts test-spark peers agreement fuzz clean

## make demo: draws every sample into out/
demo: build
	$(RELEASE)/tcpreport samples/*.pcap* -o out/

## make test: every test, warnings as errors
test: deps
	TCPREPORT_STRICT=1 $(SWIFT) build --build-tests
	TCPREPORT_STRICT=1 $(SWIFT) test --skip-build

## make golden: rewrites the golden files; read the diff before it is committed
golden: deps
	UPDATE_GOLDEN=1 TCPREPORT_STRICT=1 $(SWIFT) test

## make picture: photographs the page that README shows (needs chromium and imagemagick)
picture: demo
	chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1600,1900 \
	  --screenshot=out/report.png file://$(CURDIR)/out/late-fin-unanswered.html
	convert out/report.png -colors 128 -define png:compression-level=9 samples/pictures/report.png

## make digest: the style sheet's digest, for the pages' content security policy
digest:
	openssl dgst -sha256 -binary Templates/pages/page.css | base64 > Templates/pages/page.css.sha256

build: deps
	$(SWIFT) build -c release --product tcpreport $(STATIC)

## make deps: installs the Debian packages that are missing
deps:
	@missing=$$(for p in $(PACKAGES); do \
	  dpkg-query -W -f '$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || echo $$p; done); \
	if [ -n "$$missing" ]; then \
	  $(SUDO) apt-get update -q && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -q -y --no-install-recommends $$missing; \
	fi

SHARE = $(DESTDIR)$(PREFIX)/share

## make install PREFIX=/usr/local: the binary, which needs no file beside it; man pages, and completions for three shells
install: build
	install -D -m 755 $(RELEASE)/tcpreport $(DESTDIR)$(PREFIX)/bin/tcpreport
	install -D -m 644 Templates/man/tcpreport.1 $(SHARE)/man/man1/tcpreport.1
	install -D -m 644 Templates/man/tcpreport-checks.7 $(SHARE)/man/man7/tcpreport-checks.7
	install -d $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions $(SHARE)/fish/vendor_completions.d
	$(RELEASE)/tcpreport --generate-completion-script bash > $(SHARE)/bash-completion/completions/tcpreport
	$(RELEASE)/tcpreport --generate-completion-script zsh > $(SHARE)/zsh/site-functions/_tcpreport
	$(RELEASE)/tcpreport --generate-completion-script fish > $(SHARE)/fish/vendor_completions.d/tcpreport.fish

## make deb: a package for Debian 12, with the Swift runtime inside, in .build/deb
deb: PACKAGES += dpkg-dev
deb: build
	Templates/debian/package .build/deb

## make test-deb: installs it on a bare Debian 12 in a folder, runs it there and removes it (root)
test-deb: PACKAGES += debootstrap
test-deb: deb
	Templates/debian/trial .build/deb/*.deb $(CURDIR)/.build/bookworm

## make docs: the library's documentation, in .build/docs
docs: PACKAGES += python3
docs: deps
	SWIFT=$(SWIFT) Templates/documentation $(CURDIR)/.build/docs

## make example: builds the package that uses the library as anybody's would, and runs it
example: deps
	$(SWIFT) run --package-path examples/library --scratch-path .build/example who-closed samples/time-wait-1s.pcap

## make man: writes the manual page anew out of the flags' own help
man: deps
	$(SWIFT) package plugin generate-manual --configuration debug --date 2026-11-25
	sed -e '/^$$/s/^/.Pp/' -e '/^\.Sh "EXIT STATUS"/,$$d' \
	  .build/plugins/GenerateManual/outputs/tcpreport/tcpreport.1 > Templates/man/tcpreport.1

## make bench BENCH="--into README.md": what it costs, beside a bare libpcap loop and the peers (Tests/bench/Bench.swift)
bench: PACKAGES += tcptrace tshark tcpdump valgrind
bench: build
	$(SWIFT) build -c release --product bench $(STATIC)
	$(RELEASE)/bench run $(BENCH)

## make gate: instructions a packet, counted by valgrind, against what was written down
gate: PACKAGES += valgrind
gate: deps
	$(SWIFT) build -c release --product bench
	$(RELEASE)/bench gate

## make resample: captures every sample anew (root, network namespaces) and compares the findings
resample: PACKAGES += iproute2 ethtool nftables tcpdump
resample: deps
	taken=$$(mktemp -d) && samples/resample -o $$taken && \
	  SAMPLES=$$taken $(SWIFT) test --filter AnalysisTests.SampleTests

## make verdicts: recall and precision of every check over the laboratories, with misses and false findings by name
verdicts: build
	Tests/Laboratory/verdicts

## make test-spark: a distributed run on Apache Spark, two workers on loopback of which one is killed, against a single run
test-spark: PACKAGES += openjdk-17-jre-headless python3-venv procps
test-spark: build
	test -x .build/spark/bin/python || python3 -m venv .build/spark
	.build/spark/bin/pip install -q pyspark==3.5.6
	examples/spark/test $(RELEASE)/tcpreport .build/spark/bin/python

## make peers CAPTURES=FOLDER: our counts against tshark's and tcptrace's over a folder of captures
peers: build
	Tests/Laboratory/peers $(CAPTURES)

## make agreement CAPTURES=FOLDER: frames, connections, packets and octets beside capinfos and tshark; every difference with its reason
agreement: build
	Tests/Laboratory/agreement $(CAPTURES)

## make fuzz FUZZ="-t SECONDS -j JOBS TARGET…": libFuzzer with the address sanitizer, each target in turn (Tests/fuzz/run)
fuzz: deps
	SWIFT=$(SWIFT) Tests/fuzz/run $(FUZZ)

clean:
	rm -rf .build out
