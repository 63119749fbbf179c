using Shared.Randomness;
using Tests.Chaos.Deeds;

namespace Tests.Chaos;

/// <summary>
/// Which deeds are done in which order, with which pauses and for how long: all of it follows from the seed. Two go on side by side, one
/// for coordinators and database, and one for workers. Each kind comes before any comes again, and first those that a short play must have.
/// </summary>
internal sealed class Script(ulong seed, bool hasMachines)
{
    public IEnumerable<Scene> Middle() => Scenes(
        "middle",
        random =>
        [
            new KillCoordinator(Which.Active, inMidAppend: true),
            new SuspendCoordinator(Which.Active, inMidAppend: true),
            new SkewCoordinator(Any(random, Which.Active, Which.StandBy), Clock(random)),
            new CutDatabase(Which.Active, AnyDirection(random)),
            new RestartDatabase(crash: random.NextInt32(2) == 0),
            new FillDatabase(),
        ],
        random =>
        [
            new KillCoordinator(Which.Active, inMidAppend: false),
            new KillCoordinator(Which.StandBy, inMidAppend: false),
            new SuspendCoordinator(Which.Active, inMidAppend: false),
            new SuspendCoordinator(Which.StandBy, inMidAppend: false),
            new EndCoordinator(Which.Active),
            new CutDatabase(Any(random, Which.Active, Which.StandBy), AnyDirection(random)),
            new CutCoordinators(AnyDirection(random)),
            new RestartDatabase(crash: random.NextInt32(2) == 0),
            new KillBackend(),
            new SuspendDatabase(),
        ]);

    public IEnumerable<Scene> Edge(int workers) => Scenes(
        "edge",
        random =>
        [
            new KillWorkers(random.NextInt32(workers), 1),
            new SuspendWorker(random.NextInt32(workers)),
            new CutWorker(random.NextInt32(workers), AnyDirection(random), fromAll: true),
            new FillWorker(random.NextInt32(workers)),
            new SkewWorker(random.NextInt32(workers), Clock(random)),
        ],
        random =>
        [
            new KillWorkers(random.NextInt32(workers), 3),
            new EndWorker(random.NextInt32(workers)),
            new SuspendWorker(random.NextInt32(workers)),
            new CutWorker(random.NextInt32(workers), Direction.Both, fromAll: true),
            new CutWorker(random.NextInt32(workers), AnyDirection(random), fromAll: false),
            new UnplugWorker(random.NextInt32(workers)),
        ]);

    private IEnumerable<Scene> Scenes(string stream, params Func<SeededGenerator, Deed[]>[] decks)
    {
        var random = new SeededGenerator(seed, "chaos", stream);
        while (true)
        {
            foreach (var deal in decks)
            {
                Deed[] deck = [.. deal(random).Where(deed => hasMachines || !deed.NeedsMachines)];
                random.Shuffle<Deed>(deck);
                foreach (var deed in deck) yield return new Scene(Seconds(random, 0.3, 1.5), deed, Seconds(random, 1, 4));
            }
        }
    }

    private static TimeSpan Seconds(SeededGenerator random, double least, double most) => TimeSpan.FromMilliseconds(Math.Round(1000 * (least + (random.NextDouble() * (most - least)))));

    private static T Any<T>(SeededGenerator random, params ReadOnlySpan<T> items) => items[random.NextInt32(items.Length)];

    private static Direction AnyDirection(SeededGenerator random) => Any(random, Direction.Both, Direction.FirstIsDeaf, Direction.SecondIsDeaf);

    private static MachineClock Clock(SeededGenerator random) => MachineClock.Wrong[random.NextInt32(MachineClock.Wrong.Count)];
}

/// <param name="Pause">Before it.</param>
/// <param name="Length">How long it lasts; where a lease must run out, that long besides.</param>
internal sealed record Scene(TimeSpan Pause, Deed Deed, TimeSpan Length);
