# Mien: `make run` opens the app, `make test` checks everything. Each sets up .venv/ first.

SHELL := /bin/bash
.DEFAULT_GOAL := help

# Another project's Python settings must not reach into this one.
unexport PYTHONPATH PYTHONHOME

BIN := .venv/bin
ARGS ?=

.PHONY: help run test lint setup texts benchmarks

help:  ## list the commands
	@grep -hE '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/'

run:  ## set up what running needs and open the app (ARGS="clip.mp4" opens a video)
	@.ci/setup run
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname -s)" != Linux ]; then \
		$(BIN)/mien gui $(ARGS); \
	else \
		echo "There is no display here, so the demo runs without a window."; \
		$(BIN)/mien demo; \
	fi

test: lint  ## set up everything and run all checks and tests
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -q

lint: setup  ## formatting, types and who imports whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

setup:  ## set up everything for development
	@.ci/setup dev

texts: setup  ## collect the window's texts for translation and compile what is translated
	$(BIN)/python -m app.gui.language

benchmarks: setup  ## measure speed, latency, memory and start-up (FER=python-that-has-fer)
	$(BIN)/python -m benchmarks.startup
	$(BIN)/python -m benchmarks.analyze_cpu $(if $(FER),--fer $(FER))
	$(BIN)/python -m benchmarks.live_latency
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m benchmarks.live_latency --window
	$(BIN)/python -m benchmarks.memory
