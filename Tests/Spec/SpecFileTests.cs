using Shared.Spec;

namespace Tests.Spec;

public sealed class SpecFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sweeps-spec-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_file_is_read() => Assert.IsType<SpecReading.Accepted>(SpecReader.ReadFile(Write(System.Text.Encoding.UTF8.GetBytes(SpecTexts.Small))));

    [Fact]
    public void A_file_that_is_missing() => Assert.Equal($"there is no file {folder}/none.yaml", Problem(Path.Combine(folder, "none.yaml")));

    [Fact]
    public void A_directory() => Assert.Equal($"{folder} is a directory: name the spec's file in it", Problem(folder));

    [Fact]
    public void A_file_that_is_no_text()
    {
        var path = Write([0xff, 0xfe, 0x80]);
        Assert.Equal($"{path} is no UTF-8 text", Problem(path));
    }

    [Fact]
    public void A_file_that_is_too_large()
    {
        var path = Write(new byte[1024 * 1024]);
        Assert.Equal($"{path} has more than the 256 KiB that a spec may have", Problem(path));
    }

    [Fact]
    public void A_device_that_never_ends() => Assert.Equal("/dev/zero has more than the 256 KiB that a spec may have", Problem("/dev/zero"));

    private static string Problem(string path) => Assert.Single(Assert.IsType<SpecReading.Refused>(SpecReader.ReadFile(path)).Problems).ToString();

    private string Write(byte[] bytes)
    {
        var path = Path.Combine(folder, "spec.yaml");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
