using System.Diagnostics;
using Worker.Agent;

namespace Tests.Agent;

/// <summary>A real <c>sweeps-worker</c>.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task<string> errors;

    private WorkerProcess(Process process)
    {
        this.process = process;
        errors = process.StandardError.ReadToEndAsync();
    }

    public static WorkerProcess Start(ScriptedCoordinator coordinator, TemporaryFolder folder, string script, params string[] options) =>
        Start(coordinator, folder, script, options, []);

    public static WorkerProcess Start(ScriptedCoordinator coordinator, TemporaryFolder folder, string script, string[] options, Dictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "sweeps-worker")) { RedirectStandardInput = true, RedirectStandardError = true };
        string[] arguments = ["--coordinator", coordinator.Address.ToString(), "--state", folder.File("state"), .. options, "--", .. ScriptTrainer.Write(folder, script).Words];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment[AgentOptions.TokenVariable] = ScriptedCoordinator.Token;
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new WorkerProcess(Process.Start(start)!);
    }

    public void Signal(int signal) => Posix.Signal(process.Id, signal);

    public void CloseInput() => process.StandardInput.Close();

    /// <summary>The exit code and what was logged.</summary>
    public async Task<(int Code, string Log)> EndAsync()
    {
        await Soon.Happens(process.WaitForExitAsync(), "the worker's end");
        await Soon.Happens(errors, "the end of the worker's log");
        return (process.ExitCode, await errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await Soon.Happens(process.WaitForExitAsync(), "the worker's end");
        process.Dispose();
    }
}
