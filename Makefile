.PHONY: run test check format bench lock

# The demonstration on http://localhost:8000; PORT=8080 make run chooses another port.
run:
	@bin/bootstrap
	@.venv/bin/python manage.py serve --end-with-parent

# Everything that must hold before a change lands.
test:
	@bin/bootstrap --tests
	@.venv/bin/python bin/test

# What takes seconds: lint, format, types, migrations.
check:
	@bin/bootstrap
	@.venv/bin/python bin/test ruff format djlint mypy migrations

format:
	@bin/bootstrap
	@.venv/bin/ruff check --quiet --fix --exit-zero .
	@.venv/bin/ruff format --quiet .

# Not part of test: the bars of speed, as ratios, counts and growth.
bench:
	@bin/bootstrap
	@.venv/bin/python -m bench

# After a change in pyproject.toml. The file must not say where the packages were fetched.
lock:
	@$$(bin/find-uv) pip compile --quiet --universal --python-version 3.13 --extra demo --extra oidc --extra saml --extra s3 --group dev \
		--generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
		--output-file requirements.lock pyproject.toml
	@! grep -nE '://|^--|file:' requirements.lock
