using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Worker.Agent;

namespace Tests.EndToEnd;

/// <summary>The program <c>sweeps</c>, started as a user's shell would start it.</summary>
internal sealed class SweepsProcess : IDisposable
{
    public const int Interrupt = 2, Stop = 19;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process process;
    private readonly string command;
    private readonly StringBuilder errors = new();
    private readonly StringBuilder printed = new();
    private readonly Task<string> output;

    private SweepsProcess(Process process, string command)
    {
        this.process = process;
        this.command = command;
        output = Print();
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors) errors.AppendLine(line.Data);
        };
        process.BeginErrorReadLine();
        process.StandardInput.Close();
    }

    public bool HasEnded => process.HasExited;

    /// <summary>What it has said on standard error so far.</summary>
    public string Errors
    {
        get
        {
            lock (errors) return errors.ToString().TrimEnd();
        }
    }

    /// <summary>What it has said on standard output so far.</summary>
    public string OutputSoFar
    {
        get
        {
            lock (printed) return printed.ToString();
        }
    }

    public static SweepsProcess Start(string folder, OwnProcesses processes, params IReadOnlyList<string> arguments) => Start(folder, processes.Mark, arguments);

    /// <param name="environment">Changes what the program finds there.</param>
    public static SweepsProcess Start(string folder, Action<IDictionary<string, string?>> environment, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "sweeps"), arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        environment(start.Environment);
        return new SweepsProcess(Process.Start(start)!, $"sweeps {string.Join(' ', arguments)}");
    }

    public void Signal(int signal) => Posix.Signal(process.Id, signal);

    /// <summary>Waits for its end.</summary>
    public async Task<Ended> End()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{command} did not end within {Patience}, and said:\n{Errors}");
        }
        return new Ended(process.ExitCode, await output, Errors);
    }

    private async Task<string> Print()
    {
        var piece = new char[4096];
        while (await process.StandardOutput.ReadAsync(piece) is > 0 and var read)
        {
            lock (printed) printed.Append(piece, 0, read);
        }
        return OutputSoFar;
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }
}

/// <summary>What came of <c>sweeps</c>.</summary>
/// <param name="Output">All of standard output.</param>
/// <param name="Errors">All of standard error.</param>
internal sealed record Ended(int Code, string Output, string Errors)
{
    public string LastLine => Output.TrimEnd().Split('\n')[^1];

    /// <summary>The object that <c>--json</c> ends with.</summary>
    public JsonElement Json => JsonElement.Parse(LastLine);

    /// <summary>The same, or a failure that tells what was said instead.</summary>
    public Ended With(int code)
    {
        Assert.True(Code == code, $"the exit code should be {code}, but is {Code}:\n{Output}\n{Errors}");
        return this;
    }
}
