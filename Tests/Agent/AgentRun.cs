using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shared.Randomness;
using Shared.Trials;
using Worker.Agent;
using Worker.Devices;

namespace Tests.Agent;

/// <summary>A worker's agent in this process, with trainers in processes of their own.</summary>
internal sealed class AgentRun : IAsyncDisposable
{
    private readonly CancellationTokenSource drain = new();

    private AgentRun(AgentOptions options, ScriptedCoordinator? coordinator, ILogger? log) => Ended = RunAsync(options, coordinator, log ?? NullLogger.Instance);

    /// <summary>Completes once the agent has drained.</summary>
    public Task Ended { get; }

    public static AgentOptions Options(ScriptedCoordinator coordinator, TemporaryFolder folder, string script) => Options(coordinator.Address, folder, script);

    public static AgentOptions Options(Uri coordinator, TemporaryFolder folder, string script) => new(
        [coordinator], ScriptedCoordinator.Token, "worker", DeviceChoice.Cpu(1), folder.File("state"), folder.File("cache"),
        ScriptTrainer.Write(folder, script), Silence: null)
    {
        Drain = TimeSpan.Zero,
        HandBack = TimeSpan.FromSeconds(30),
    };

    /// <param name="coordinator">Whoever waits for news from it hears of the agent's failure.</param>
    public static AgentRun Start(AgentOptions options, ScriptedCoordinator? coordinator = null, ILogger? log = null) => new(options, coordinator, log);

    public static AgentRun Start(ScriptedCoordinator coordinator, TemporaryFolder folder, string script) => new(Options(coordinator, folder, script), coordinator, log: null);

    public async Task DrainAsync()
    {
        await drain.CancelAsync();
        await Soon.Happens(Ended, "the agent's end");
    }

    public async ValueTask DisposeAsync()
    {
        await drain.CancelAsync();
        await Soon.Happens(Ended.ContinueWith(_ => { }, TaskScheduler.Default), "the agent's end");
        drain.Dispose();
    }

    private async Task RunAsync(AgentOptions options, ScriptedCoordinator? coordinator, ILogger log)
    {
        try
        {
            await Worker.Agent.Agent.RunAsync(options, new WorkerLife(options.Name, "life-1"), new SeededGenerator(1), TimeProvider.System, log, drain.Token);
        }
        catch (Exception failure)
        {
            coordinator?.HearNoMore(failure);
            throw;
        }
    }
}
