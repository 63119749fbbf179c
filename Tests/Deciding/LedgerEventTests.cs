using System.Collections.Immutable;
using System.Text.Json;
using Coordinator.Deciding.Access;
using Coordinator.Deciding.Sweeps;
using Shared.Protocol;
using Shared.Trials;

namespace Tests.Deciding;

using static Tests.Deciding.Scenario;


public sealed class LedgerEventTests
{
    private static readonly ImmutableArray<LedgerEvent> Samples =
    [
        new LedgerEvent.LeadershipTaken(3, "here"),
        new LedgerEvent.WorkerJoined(Ada, 2, "cuda:0"),
        new LedgerEvent.WorkerLeft(Ada),
        new LedgerEvent.SweepLaunched(Spec(time: TimeSpan.FromHours(2)), "name: rare\n", Data),
        new LedgerEvent.BudgetChanged(Sweep, Spec(trials: 9).Budget),
        new LedgerEvent.SweepEnded(Sweep, EndReason.Trials, "all done"),
        new LedgerEvent.SweepDeleted(Sweep),
        new LedgerEvent.TrialProposed(Sweep, 4, Choose("mse"), "tpe/1", false, 17),
        new LedgerEvent.AttemptStarted(Sweep, 4, 2, AttemptToken.Parse(new string('a', 32)), Ada, 1, 5),
        new LedgerEvent.AttemptMeasured(Sweep, 4, 2, 7, null),
        new LedgerEvent.TrialCompleted(
            Sweep, 4, 2, 6, 12.5, -0.0, new Dictionary<string, double> { ["validation.macro_ap"] = 0.1 + 0.2 }, new Dictionary<string, ArtefactAddress> { ["weights"] = Data }),
        new LedgerEvent.AttemptFailed(Sweep, 4, 2, FailureKind.OutOfMemory, "12 GB", true),
        new LedgerEvent.AttemptHandedBack(Sweep, 4, 2),
        new LedgerEvent.WorkerExpelled(Ada),
        new LedgerEvent.WorkerDraining(Ada),
        new LedgerEvent.WorkerSetAside("ada", "3 failures in a row", 60),
        new LedgerEvent.WorkerRestored("ada"),
        new LedgerEvent.TokenCreated("abc", "grafana", Role.Viewer, new string('0', 64)),
        new LedgerEvent.TokenRevoked("abc"),
        new LedgerEvent.SweepPaused(Sweep),
        new LedgerEvent.SweepStopping(Sweep),
        new LedgerEvent.SweepResumed(Sweep),
        new LedgerEvent.TrialRetried(Sweep, 4),
        new LedgerEvent.AttemptCheckpointed(Sweep, 4, 2, new Checkpoint(7, Data)),
        new LedgerEvent.LateResultKept(Sweep, 4, 2, AttemptToken.Parse(new string('a', 32)), "completed", 0.25),
    ];

    [Fact]
    public void Every_event_has_a_sample_here() =>
        Assert.Equal(
            typeof(LedgerEvent).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(LedgerEvent))).Select(type => type.Name).Order(),
            Samples.Select(sample => sample.GetType().Name).Order());

    [Fact]
    public void Every_event_is_read_back_as_it_was_written()
    {
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(1234567);
        foreach (var sample in Samples)
        {
            var (type, body) = LedgerEventJson.Write(sample with { At = at });
            var read = LedgerEventJson.Read(type, LedgerEventJson.Version, at, body);
            Assert.Equal((type, body), LedgerEventJson.Write(read));
            Assert.Equal((sample.GetType(), at), (read.GetType(), read.At));
        }
    }

    [Fact]
    public void Every_event_is_evolved_and_belongs_to_a_stream()
    {
        var scenario = Launched(trials: 9);
        for (var trial = 1; trial <= 4; trial++) scenario.Propose();
        foreach (var sample in Samples)
        {
            Assert.NotEmpty(LedgerEventJson.Stream(sample));
            // Only a rule that is missing counts here; the samples do not follow from each other.
            if (Record.Exception(() => scenario.State.Evolve(sample)) is { } error) Assert.DoesNotContain("no rule evolves", error.Message);
        }
    }

    [Fact]
    public void A_kind_of_failure_has_one_name_everywhere()
    {
        foreach (var kind in Enum.GetValues<FailureKind>()) Assert.Equal($"\"{kind.Name()}\"", JsonSerializer.Serialize(kind));
    }

    [Fact]
    public void An_event_of_a_later_version_is_refused_by_name()
    {
        var error = Assert.Throws<InvalidDataException>(() => LedgerEventJson.Read("sweep_deleted", 2, default, "{}"));
        Assert.Equal("a ledger event of type 'sweep_deleted' has version 2, and this program reads version 1", error.Message);
        Assert.Equal("this program does not know ledger events of type 'moon_landed'", Assert.Throws<InvalidDataException>(() => LedgerEventJson.Read("moon_landed", 1, default, "{}")).Message);
    }
}
