using Coordinator.Artefacts;

namespace Tests.Artefacts;

public sealed class S3AddressTests
{
    private readonly Dictionary<string, string> environment = [];

    [Theory]
    [InlineData("s3://bucket?region=eu-central-1", "bucket", "", null, "eu-central-1")]
    [InlineData("s3://my.bucket-1/a/b_c/?region=eu-central-1", "my.bucket-1", "a/b_c/", null, "eu-central-1")]
    [InlineData("s3://bucket/sweeps?endpoint=https://minio.example:9000", "bucket", "sweeps/", "https://minio.example:9000/", "us-east-1")]
    [InlineData("s3://bucket?endpoint=https%3A%2F%2Fabc.r2.cloudflarestorage.com&region=auto", "bucket", "", "https://abc.r2.cloudflarestorage.com/", "auto")]
    public void An_address_is_a_bucket_a_prefix_an_endpoint_and_a_region(string text, string bucket, string prefix, string? endpoint, string region) =>
        Assert.Equal(new S3Address(bucket, prefix, endpoint is null ? null : new Uri(endpoint), region), Parse(text));

    [Fact]
    public void A_region_is_the_addresss_and_else_the_environments()
    {
        environment["AWS_DEFAULT_REGION"] = "ca-west-1";
        Assert.Equal("ca-west-1", Parse("s3://bucket").Region);
        environment["AWS_REGION"] = "eu-west-1";
        Assert.Equal("eu-west-1", Parse("s3://bucket").Region);
        Assert.Equal("sa-east-1", Parse("s3://bucket?region=sa-east-1").Region);
    }

    [Theory]
    [InlineData("s3://", "needs a bucket's name of 3 to 63 lower-case letters, digits, dots and hyphens, but got ''")]
    [InlineData("s3://Bucket?region=x", "needs a bucket's name of 3 to 63 lower-case letters, digits, dots and hyphens, but got 'Bucket'")]
    [InlineData("s3://bucket//a?region=x", "takes a prefix of letters, digits, '.', '_', '-' and '/', but got '/a'")]
    [InlineData("s3://bucket/a%20b?region=x", "takes a prefix of letters, digits, '.', '_', '-' and '/', but got 'a%20b'")]
    [InlineData("s3://bucket?region=EU", "takes a region such as eu-central-1, but got 'EU'")]
    [InlineData("s3://bucket?region=a&region=b", "has 'region' twice")]
    [InlineData("s3://bucket?endpoint=ftp://host", "takes an endpoint of the form https://HOST[:PORT], and got something else")]
    [InlineData("s3://bucket?endpoint=https://host/path", "takes an endpoint of the form https://HOST[:PORT], and got something else")]
    [InlineData("s3://bucket", "needs region=REGION, or AWS_REGION in the environment, where no endpoint is given")]
    public void What_is_no_address_is_refused(string text, string message) =>
        Assert.Equal("--artefacts s3://BUCKET[/PREFIX][?endpoint=URL&region=REGION] " + message, Assert.Throws<FormatException>(() => Parse(text)).Message);

    private S3Address Parse(string text) => S3Address.Parse(text, environment.GetValueOrDefault);
}
