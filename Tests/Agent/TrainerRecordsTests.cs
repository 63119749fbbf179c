using System.Diagnostics;
using Worker.Agent;

namespace Tests.Agent;

/// <summary>Process numbers are used again: only what is beyond doubt ours is killed.</summary>
public sealed class TrainerRecordsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TrainerRecords records;
    private readonly Process process;

    public TrainerRecordsTests()
    {
        Directory.CreateDirectory(folder.File("trainers"));
        records = new TrainerRecords(folder.File("trainers"));
        process = Process.Start(new ProcessStartInfo("sleep", "infinity"))!;
        records.Add(process.Id);
    }

    private string Record => folder.File($"trainers/{process.Id}");

    public void Dispose()
    {
        process.Kill();
        process.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Recorded_process_is_killed()
    {
        Assert.Equal(1, records.KillLeftovers());
        await Soon.IsGone(process.Id);
        Assert.False(File.Exists(Record));
    }

    [Fact]
    public void Process_with_another_start_is_left_alone()
    {
        var words = File.ReadAllText(Record).Split(' ');
        File.WriteAllText(Record, $"{words[0]} {ulong.Parse(words[1]) + 1}");

        Assert.Equal(0, records.KillLeftovers());
        Assert.False(process.HasExited);
        Assert.False(File.Exists(Record));
    }

    [Fact]
    public void Process_of_another_boot_is_left_alone()
    {
        File.WriteAllText(Record, $"another-boot {File.ReadAllText(Record).Split(' ')[1]}");

        Assert.Equal(0, records.KillLeftovers());
        Assert.False(process.HasExited);
    }

    [Theory]
    [InlineData("")]
    [InlineData("half a rec")]
    public void Record_cut_short_by_a_crash_is_dropped(string text)
    {
        File.WriteAllText(Record, text);

        Assert.Equal(0, records.KillLeftovers());
        Assert.False(process.HasExited);
    }
}
