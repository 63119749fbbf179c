using Shared.Randomness;
using Worker.Agent;

namespace Tests.EndToEnd;

/// <summary>What is done to a running sweep.</summary>
internal enum Deed
{
    KillSweeps,

    /// <summary>All of its processes at once, as a power cut would.</summary>
    KillEverything,
    KillWorker,
    KillLauncher,
    KillTrainer,

    /// <summary>It hangs from then on.</summary>
    StopTrainer,
}

/// <summary>Does its worst to a sweep's processes, in an order that follows from a seed.</summary>
internal sealed class Havoc(OwnProcesses processes, SeededGenerator random)
{
    /// <summary>Twenty kills, and trainers that are made to hang among them and at the end, where nothing but time ends them.</summary>
    public IReadOnlyList<Deed> Plan()
    {
        Deed[] kills = [Deed.KillSweeps, Deed.KillEverything, Deed.KillWorker, Deed.KillLauncher, Deed.KillTrainer];
        Deed[] deeds = [.. kills, .. kills, .. kills, .. kills, Deed.StopTrainer, Deed.StopTrainer];
        random.Shuffle<Deed>(deeds);
        return [.. deeds, Deed.StopTrainer];
    }

    /// <summary>How many further events of the ledger to let pass before the next deed; often few, so that beginnings are hit too.</summary>
    public int Patience() => 1 + random.NextInt32(random.NextInt32(3) == 0 ? 5 : 80);

    /// <summary>Does it to one of those that it can be done to; false where there is none just now.</summary>
    public bool Do(Deed deed, SweepsProcess sweeps)
    {
        switch (deed)
        {
            case Deed.KillSweeps:
                sweeps.Signal(Posix.Kill);
                return true;
            case Deed.KillEverything:
                foreach (var process in processes.All()) Posix.Signal(process.Id, Posix.Kill);
                return true;
        }
        var (part, signal) = deed switch
        {
            Deed.KillWorker => (Part.Worker, Posix.Kill),
            Deed.KillLauncher => (Part.Launcher, Posix.Kill),
            Deed.KillTrainer => (Part.Trainer, Posix.Kill),
            Deed.StopTrainer => (Part.Trainer, SweepsProcess.Stop),
            _ => throw new InvalidOperationException($"no rule for {deed}"),
        };
        var targets = processes.All().Where(process => process.Part == part).ToArray();
        return targets.Length > 0 && Posix.Signal(targets[random.NextInt32(targets.Length)].Id, signal) == 0;
    }
}
