"""What a process has spent, as far as the system tells."""

from localvoice.engine.spent import energy_j, memory_gb, spent


def counter(folder, name, content):
    (folder / name).mkdir(parents=True)
    (folder / name / "energy_uj").write_text(content)


def test_the_energy_of_all_packages_is_added_and_parts_of_them_are_not(tmp_path):
    counter(tmp_path, "intel-rapl:0", "1500000")
    counter(tmp_path, "intel-rapl:1", "500000")
    counter(tmp_path, "intel-rapl:0:0", "700000")
    assert energy_j(tmp_path) == 2.0


def test_energy_that_the_system_does_not_tell_is_none(tmp_path):
    assert energy_j(tmp_path) is None
    counter(tmp_path, "intel-rapl:0", "")
    assert energy_j(tmp_path) is None


def test_a_process_has_memory_and_spends_time(tmp_path):
    before = spent(tmp_path)
    sum(range(100_000))
    assert spent(tmp_path).processor_s > before.processor_s
    assert 0 < memory_gb() < 64
