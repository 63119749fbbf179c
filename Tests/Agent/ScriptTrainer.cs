using Worker.Agent;
using Worker.Devices;

namespace Tests.Agent;

/// <summary>Trainers that are shell scripts: real processes that speak the protocol, or break it.</summary>
internal static class ScriptTrainer
{
    /// <summary>Sets $trial and $scratch from the request in $line, and names what a trainer can say.</summary>
    private const string Prelude = """
        ready() { echo '{"sweeps":1,"event":"ready","pid":'$$',"device":"cpu"}'; }
        request() {
            trial=${line#*\"trial\":\"}; trial=${trial%%\"*}
            scratch=${line#*\"scratch\":\"}; scratch=${scratch%%\"*}
        }
        measured() { echo '{"sweeps":1,"event":"measured","measurement":{"epoch":'$1',"seconds":1.5,"values":{'$2'}}}'; }
        checkpointed() { echo '{"sweeps":1,"event":"checkpointed","epoch":'$1',"file":"'$2'"}'; }
        finished() { echo '{"sweeps":1,"event":"finished","best_epoch":1,"seconds":2.5,"values":{'$1'},"files":{'$2'}}'; }

        """;

    /// <summary>Reports an epoch and a result for every trial, with its own process number as a measure.</summary>
    public const string Healthy = """
        ready
        while read -r line; do
            request
            measured 1 '"validation.macro_ap":0.5,"pid":'$$
            finished '"validation.macro_ap":0.5,"pid":'$$ ''
        done
        """;

    /// <summary>Reports its own number and its child's, then ignores SIGTERM and hangs for ever.</summary>
    public const string Hanging = """
        trap '' TERM
        read -r line
        sleep infinity &
        measured 1 '"validation.macro_ap":0.5,"pid":'$$',"launcher":'$PPID',"grandchild":'$!
        while :; do wait; done
        """;

    public static TrainerCommand Write(TemporaryFolder folder, string script)
    {
        var path = folder.File("trainer.sh");
        File.WriteAllText(path, Prelude + script + "\n");
        return new TrainerCommand(["/bin/bash", path], TrainingDevice.Cpu(1));
    }
}
