using System.Text.Json;
using Microsoft.Extensions.Logging;
using Shared.Logging;
using Shared.Trials;
using Tests.Running;
using Worker.Agent;

namespace Tests.Logs;

/// <summary>One line an event, for people or for programs.</summary>
public sealed class LineLoggerTests : IDisposable
{
    private readonly StringWriter output = new();

    public void Dispose() => output.Dispose();

    [Fact]
    public void Programs_get_an_object_a_line_with_number_name_parts_and_what_it_is_about()
    {
        var log = Logger(LogFormat.Auto, isTerminal: false);
        using (LogScope.Begin(log, "small", 3, 2)) AgentLog.ArtefactRefused(log, "weights", "no \"room\"\nat all");

        var line = JsonDocument.Parse(Lines.Single()).RootElement;
        Assert.Equal(
            ("warning", 10, "ArtefactRefused", "small", 3, 2, "weights", "the coordinator did not take the artefact 'weights': no \"room\"\nat all"),
            (Text("level"), line.GetProperty("event").GetInt32(), Text("name"), Text("sweep"), line.GetProperty("trial").GetInt32(), line.GetProperty("attempt").GetInt32(), Text("what"), Text("message")));

        string Text(string name) => line.GetProperty(name).GetString()!;
    }

    [Fact]
    public void People_get_a_sentence_that_names_the_trial_once()
    {
        var log = Logger(LogFormat.Auto, isTerminal: true);
        using (LogScope.Begin(log, "small", 3, 2))
        {
            AgentLog.ArtefactRefused(log, "weights", "no room");
            AgentLog.TrialEnded(log, 0, new TrialId(SweepName.Parse("small"), 3), "handed back");
        }
        AgentLog.Left(log);

        Assert.Equal(
            ["warning: small/3: the coordinator did not take the artefact 'weights': no room", "slot 0: small/3 handed back", "left"], Lines.Select(line => line[13..]));
    }

    [Fact]
    public void A_strangers_word_neither_begins_a_line_nor_commands_the_terminal()
    {
        AgentLog.ArtefactRefused(Logger(LogFormat.Text, isTerminal: false), "weights", "a\nb\u001b[2Jc");
        Assert.EndsWith("'weights': a | b [2Jc", Lines.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_scope_ends_with_its_trial_and_another_slots_is_another()
    {
        var log = Logger(LogFormat.Json, isTerminal: true);
        using (LogScope.Begin(log, "small", 3, 1)) { }
        AgentLog.Left(log);
        Assert.False(JsonDocument.Parse(Lines.Single()).RootElement.TryGetProperty("sweep", out _));
    }

    [Fact]
    public void What_is_below_the_level_is_not_written()
    {
        AgentLog.TrainerStarted(Logger(LogFormat.Json, isTerminal: false), 1);
        Assert.Empty(Lines);
    }

    private string[] Lines => output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private LineLogger Logger(LogFormat format, bool isTerminal) => new(output, format, isTerminal, LogLevel.Information, new ManualTime());
}
