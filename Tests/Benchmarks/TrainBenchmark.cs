using System.Diagnostics;
using System.Text.Json;
using static TorchSharp.torch;

namespace Benchmarks;

/// <summary>
/// Training steps a second of the built-in model against the same model in Debian's PyTorch, one thread each.
/// Both train on the same batches from the same weights, by turns, so that whatever else the machine does meets both;
/// that their losses agree step by step shows that it is one model.
/// </summary>
internal static class TrainBenchmark
{
    private const int Repetitions = 25;
    private const int StepsPerRepetition = 25;
    private const int StepsCompared = 50;

    public static void Run()
    {
        set_num_threads(1);
        manual_seed(1);
        var folder = Directory.CreateTempSubdirectory("sweeps-bench-");
        try
        {
            using var model = new TrainModel();
            model.WriteTo(folder.FullName);
            using var python = new PythonTrainer(folder.FullName);
            Compare(model, python);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Compare(TrainModel model, PythonTrainer python)
    {
        var deviation = model.Train(StepsCompared).Losses.Zip(python.Train(StepsCompared).Losses, (a, b) => Math.Abs(a - b)).Max();
        Console.WriteLine($"largest difference between the two losses in the first {StepsCompared} steps: {deviation:g3}");
        List<double> ours = [], theirs = [];
        for (var i = 0; i < Repetitions; i++)
        {
            ours.Add(StepsPerRepetition / model.Train(StepsPerRepetition).Seconds);
            theirs.Add(StepsPerRepetition / python.Train(StepsPerRepetition).Seconds);
            Console.WriteLine($"{i + 1} of {Repetitions}: {ours[^1],6:f1} steps/s here, {theirs[^1],6:f1} in PyTorch");
        }
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            benchmark = "train",
            ratio = Math.Round(Median(ours) / Median(theirs), 3),
            steps_per_second = Math.Round(Median(ours), 1),
            python_steps_per_second = Math.Round(Median(theirs), 1),
            spread = Spread(ours),
            python_spread = Spread(theirs),
            repetitions = Repetitions,
            steps_per_repetition = StepsPerRepetition,
            largest_loss_difference = deviation,
            steps_compared = StepsCompared,
        }));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>The slowest and the fastest repetition.</summary>
    private static double[] Spread(List<double> values) => [Math.Round(values.Min(), 1), Math.Round(values.Max(), 1)];

    /// <summary>Seconds that some steps took, and the loss before each.</summary>
    internal sealed record Trained(double Seconds, float[] Losses);

    /// <summary>train.py, in a process of its own.</summary>
    private sealed class PythonTrainer : IDisposable
    {
        private static readonly JsonSerializerOptions Names = new(JsonSerializerDefaults.Web);
        private readonly Process process;

        public PythonTrainer(string folder)
        {
            // Debian's interpreter: another one in PATH would not see python3-torch.
            var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "train.py"), folder])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            };
            process = Process.Start(start)!;
        }

        public Trained Train(int steps)
        {
            process.StandardInput.WriteLine(steps);
            process.StandardInput.Flush();
            var answer = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("train.py ended; its error is above");
            return JsonSerializer.Deserialize<Trained>(answer, Names)!;
        }

        public void Dispose()
        {
            process.StandardInput.Close();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
