using Shared.Protocol;
using Shared.Trials;
using Worker.Agent;
using Worker.Devices;

namespace Tests.Agent;

/// <summary>Which device a slot trains on, and when it has room. The machine's GPUs are texts: none was ever used by a test.</summary>
public sealed class DeviceTests : IDisposable
{
    private const string Two = """
        0, GPU-aaaa1111, 40536, 3
        1, GPU-bbbb2222, 40536, 40000
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("cpu", 3, null, "cpu", new string?[] { null, null, null })]
    [InlineData("auto", null, null, "cuda", new[] { "GPU-aaaa1111", "GPU-bbbb2222" })]
    [InlineData("cuda", 3, null, "cuda", new[] { "GPU-aaaa1111", "GPU-bbbb2222", "GPU-aaaa1111" })]
    [InlineData("cuda", 1, null, "cuda:0", new[] { "GPU-aaaa1111" })]
    [InlineData("cuda:1", 2, null, "cuda:1", new[] { "GPU-bbbb2222", "GPU-bbbb2222" })]
    [InlineData("auto", null, "1", "cuda:0", new[] { "1" })]
    [InlineData("cuda:1", 1, "1,0", "cuda:1", new[] { "0" })]
    [InlineData("auto", null, "GPU-bbbb", "cuda:0", new[] { "GPU-bbbb" })]
    [InlineData("auto", null, "0,7,1", "cuda:0", new[] { "0" })]
    [InlineData("auto", null, "", "cpu", new string?[] { null })]
    [InlineData("auto", null, "-1", "cpu", new string?[] { null })]
    public async Task Slots_get_the_visible_GPUs_in_turn(string asked, int? slots, string? visible, string name, string?[] gpus)
    {
        var choice = await DeviceChoice.MakeAsync(asked, slots, MachineWith(Two, visible), CancellationToken.None);
        Assert.Equal(name, choice.Name);
        Assert.Equal(gpus, choice.Slots.Select(slot => slot.Gpu));
        Assert.All(choice.Slots, slot => Assert.Equal(slot.Gpu is null ? "cpu" : "cuda:0", slot.Name));
    }

    [Theory]
    [InlineData("cuda:2", null, "--device cuda:2: this worker sees 2 GPUs, the last of which is cuda:1")]
    [InlineData("cuda:1", "0", "--device cuda:1: this worker sees 1 GPU, the last of which is cuda:0")]
    [InlineData("cuda", "", "--device cuda: CUDA_VISIBLE_DEVICES='' hides every GPU of this machine, which has 2")]
    public async Task Device_that_is_not_there_is_refused(string asked, string? visible, string message)
    {
        var refused = await Assert.ThrowsAsync<DeviceProblem>(() => DeviceChoice.MakeAsync(asked, null, MachineWith(Two, visible), CancellationToken.None));
        Assert.Equal(message, refused.Message);
    }

    [Theory]
    [InlineData("exit 9")]
    [InlineData("echo 'NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver.'")]
    [InlineData("echo; echo ','; echo 'a, b, c, d'")]
    public async Task Driver_that_answers_nothing_of_use_is_no_GPU(string script)
    {
        var machine = new Machine(Script(script), folder.File("proc"), visible: null);
        Assert.Equal("cpu", (await DeviceChoice.MakeAsync("auto", null, machine, CancellationToken.None)).Name);
        var refused = await Assert.ThrowsAsync<DeviceProblem>(() => DeviceChoice.MakeAsync("cuda", null, machine, CancellationToken.None));
        Assert.StartsWith("--device cuda: this machine shows no GPU", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_nvidia_smi_the_drivers_own_list_tells_the_GPUs_and_nothing_of_their_memory()
    {
        foreach (var (place, uuid) in new[] { ("0000:01:00.0", "GPU-aaaa1111"), ("0000:02:00.0", "GPU-????????") })
        {
            Directory.CreateDirectory(folder.File($"proc/driver/nvidia/gpus/{place}"));
            File.WriteAllText(folder.File($"proc/driver/nvidia/gpus/{place}/information"), $"Model: \t\t Some GPU\nGPU UUID: \t {uuid}\n");
        }
        var machine = new Machine("/no/such/nvidia-smi", folder.File("proc"), visible: null);

        var choice = await DeviceChoice.MakeAsync("auto", null, machine, CancellationToken.None);

        Assert.Equal(["GPU-aaaa1111", "1"], choice.Slots.Select(slot => slot.Gpu));
        var gate = new MemoryGate(choice.Slots[0], asked: null, machine, TimeProvider.System, new LinesLog());
        var refused = await Assert.ThrowsAsync<DeviceProblem>(() => gate.CheckAsync(CancellationToken.None));
        Assert.StartsWith("the memory of GPU GPU-aaaa1111 cannot be read, for which nvidia-smi must be on the PATH", refused.Message, StringComparison.Ordinal);
        await new MemoryGate(choice.Slots[0], asked: 0, machine, TimeProvider.System, new LinesLog()).CheckAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Each_slots_trainer_sees_its_own_GPU_and_no_other()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.Offer(0);
        coordinator.Offer(1);
        var machine = MachineWith("0, GPU-aaaa1111, 40536, 3\n1, GPU-bbbb2222, 40536, 3", visible: null);
        var options = AgentRun.Options(coordinator, folder, $$"""
            read -r line
            echo "$CUDA_VISIBLE_DEVICES $CUDA_DEVICE_ORDER $SWEEPS_DEVICE" > {{folder.File("seen")}}-$$
            measured 1 '"validation.macro_ap":0.5'
            sleep infinity
            """);
        await using var agent = AgentRun.Start(options with { Machine = machine, Devices = await DeviceChoice.MakeAsync("auto", null, machine, CancellationToken.None) }, coordinator);

        await Soon.Comes(coordinator.Measurements, "a measurement");
        await Soon.Comes(coordinator.Measurements, "another slot's measurement");

        Assert.Equal(
            ["GPU-aaaa1111 PCI_BUS_ID cuda:0", "GPU-bbbb2222 PCI_BUS_ID cuda:0"],
            Directory.GetFiles(folder.Path, "seen-*").Select(path => File.ReadAllText(path).Trim()).Order());
    }

    [Theory]
    [InlineData(null, "GPU-aaaa1111 is free: 536 MiB of 40536 are free, and 20268 are needed")]
    [InlineData(30000L, "GPU-aaaa1111 is free: 536 MiB of 40536 are free, and 30000 are needed")]
    public async Task Worker_claims_nothing_until_the_memory_of_its_GPU_is_free(long? asked, string reason)
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync(leaseSeconds: 0.5);
        coordinator.Offer(0);
        File.WriteAllText(folder.File("gpus"), "0, GPU-aaaa1111, 40536, 40000");
        var machine = new Machine(Script($"cat {folder.File("gpus")}"), "/proc", visible: null);
        var log = new LinesLog();
        var options = AgentRun.Options(coordinator, folder, ScriptTrainer.Healthy) with
        {
            Machine = machine,
            Devices = await DeviceChoice.MakeAsync("cuda:0", 1, machine, CancellationToken.None),
            FreeMemory = asked,
        };
        await using var agent = AgentRun.Start(options, coordinator, log);

        Assert.EndsWith(reason, await log.Comes("slot 0: waits, and claims nothing"), StringComparison.Ordinal);
        for (var renewal = 0; renewal < 5; renewal++) await Soon.Comes(coordinator.Renewals, "a renewal");
        Assert.False(coordinator.Claims.TryRead(out _));
        File.WriteAllText(folder.File("new"), "0, GPU-aaaa1111, 40536, 3");
        File.Move(folder.File("new"), folder.File("gpus"), overwrite: true);

        await Soon.Comes(coordinator.Outcomes, "an outcome");
        // Said once, however long it took.
        Assert.Equal("slot 0: 40533 MiB are free, claims again", await Soon.Comes(log.Lines, "a line of the log"));
    }

    [Fact]
    public async Task Trainer_that_lives_has_its_memory_already()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        coordinator.Offer(0);
        coordinator.Offer(1);
        File.WriteAllText(folder.File("gpus"), "0, GPU-aaaa1111, 40536, 3");
        var machine = new Machine(Script($"cat {folder.File("gpus")}"), "/proc", visible: null);
        var options = AgentRun.Options(coordinator, folder, $$"""
            while read -r line; do
                echo '0, GPU-aaaa1111, 40536, 40000' > {{folder.File("gpus")}}
                finished '"validation.macro_ap":0.5,"pid":'$$ ''
            done
            """);
        await using var agent = AgentRun.Start(
            options with { Machine = machine, Devices = await DeviceChoice.MakeAsync("cuda:0", 1, machine, CancellationToken.None) }, coordinator);

        var (_, first) = await Soon.Comes(coordinator.Outcomes, "an outcome");
        var (_, second) = await Soon.Comes(coordinator.Outcomes, "the next outcome");

        Assert.NotNull(first.Next);
        Assert.IsType<AttemptResult.Completed>(second.Result);
    }

    [Fact]
    public async Task On_the_cpu_the_machines_memory_is_waited_for_where_it_is_asked()
    {
        Directory.CreateDirectory(folder.File("proc"));
        File.WriteAllText(folder.File("proc/meminfo"), "MemTotal:       16777216 kB\nMemFree:           10240 kB\nMemAvailable:    2097152 kB\n");
        var machine = new Machine("/no/such/nvidia-smi", folder.File("proc"), visible: null);
        var time = new Running.ManualTime();
        var log = new LinesLog();

        await new MemoryGate(TrainingDevice.Cpu(1), asked: 2048, machine, time, log).WaitAsync(0, CancellationToken.None);
        var waiting = new MemoryGate(TrainingDevice.Cpu(1), asked: 2049, machine, time, log).WaitAsync(0, CancellationToken.None);

        Assert.EndsWith("the memory of cpu is free: 2048 MiB of 16384 are free, and 2049 are needed", await log.Comes("waits"), StringComparison.Ordinal);
        Assert.False(waiting.IsCompleted);
        Assert.False(new MemoryGate(TrainingDevice.Cpu(1), asked: null, machine, time, log).IsWatching);
    }

    [Fact]
    public async Task Command_line_refuses_a_device_that_nvidia_smi_does_not_show()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        Directory.CreateDirectory(folder.File("bin"));
        File.Move(Script("echo '0, GPU-aaaa1111, 40536, 3'"), folder.File("bin/nvidia-smi"));
        await using var worker = WorkerProcess.Start(coordinator, folder, ScriptTrainer.Healthy, ["--device", "cuda:3"], new()
        {
            ["PATH"] = $"{folder.File("bin")}:{Environment.GetEnvironmentVariable("PATH")}",
            [Machine.VisibleVariable] = null,
        });

        var (code, log) = await worker.EndAsync();

        Assert.Equal((1, "sweeps-worker: --device cuda:3: this worker sees 1 GPU, the last of which is cuda:0\n"), (code, log));
    }

    [Theory]
    [InlineData("--device", "gpu", "--device must be cpu, cuda, cuda:N or auto, but got 'gpu'")]
    [InlineData("--labels", "gpu", "--labels: a worker's label is KEY=VALUE, each of 1 to 63 letters, digits, '-', '_' and '.', but got 'gpu='")]
    [InlineData("--free-memory", "-1", "--free-memory must be 0 or more, but got -1")]
    [InlineData("--checkpoint-every", "0", "--checkpoint-every must be more than 0, and at most 30 days, but got 0")]
    public async Task Command_line_that_makes_no_sense_is_refused_with_2(string option, string value, string message)
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        await using var worker = WorkerProcess.Start(coordinator, folder, ScriptTrainer.Healthy, option, value);

        var (code, log) = await worker.EndAsync();

        Assert.Equal(2, code);
        Assert.Contains(message, log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Labels_and_device_are_told_when_joining()
    {
        await using var coordinator = await ScriptedCoordinator.StartAsync();
        await using var worker = WorkerProcess.Start(coordinator, folder, ScriptTrainer.Healthy, "--labels", "gpu=a100,zone=b", "--slots", "2");

        var join = await Soon.Comes(coordinator.Joins, "the worker's coming");

        Assert.True(WorkerLabels.TryParse("gpu=a100,zone=b", out var labels, out _));
        Assert.Equal((labels, 2, "cpu"), (join.Labels, join.Slots, join.Device));
    }

    private Machine MachineWith(string gpus, string? visible) => new(Script($"cat <<'END'\n{gpus}\nEND"), folder.File("proc"), visible);

    /// <summary>A program that stands in for nvidia-smi.</summary>
    private string Script(string text)
    {
        var path = folder.File("nvidia-smi");
        File.WriteAllText(path, $"#!/bin/bash\n{text}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
