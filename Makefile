# Calls of bootstrap.py, which makes .venv first. Without make: python bootstrap.py lab
PYTHON ?= python3
PORT ?=
ARGS ?=

.PHONY: help lab test test-jax test-gpu bench bench-gpu clean

help:
	@echo "make lab       study: opens JupyterLab (PORT=9000 chooses the port)"
	@echo "make test      ruff, the unit tests and every notebook (ARGS='-k mu_law' goes to pytest)"
	@echo "make test-jax  the unit tests of what differs by backend, with JAX"
	@echo "make test-gpu  every notebook on a GPU (KERAS_BACKEND=jax: with JAX)"
	@echo "make bench     the speed comparisons"
	@echo "make bench-gpu the speed on a GPU: docs/gpu.md"
	@echo "make clean     removes .venv and caches; your workspace/ stays"
	@echo "PYTHON=/path/to/python3.12 chooses the Python of .venv"

lab:
	@$(PYTHON) bootstrap.py lab $(if $(PORT),--port $(PORT)) $(ARGS)

test test-jax test-gpu bench bench-gpu:
	@$(PYTHON) bootstrap.py $@ $(ARGS)

clean:
	rm -rf .venv .cache .pytest_cache .ruff_cache .hypothesis *.egg-info
