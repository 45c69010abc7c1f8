package files

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/minio/minio-go/v7"
)

// amazon is the service that a bucket is in which names no other.
const amazon = "https://s3.amazonaws.com"

// bucketURL is what the URL of a bucket says.
type bucketURL struct {
	name     string
	endpoint *url.URL
	profile  string
	region   string
	lookup   minio.BucketLookupType
}

// CheckBucket rejects what is not the URL of a bucket.
func CheckBucket(bucket string) error {
	_, err := parseBucket(bucket)
	return err
}

// parseBucket reads the URL of a bucket. What it does not say is taken from the environment, as AWS's tools do.
func parseBucket(text string) (b bucketURL, err error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "s3" || u.Host == "" || u.Path != "" || u.User != nil {
		return b, errors.New("a bucket is named like s3://name?region=eu-central-1")
	}
	b.name = u.Host
	endpoint := ""
	for key, values := range u.Query() {
		switch value := values[0]; key {
		case "region":
			b.region = value
		case "profile":
			b.profile = value
		case "endpoint":
			endpoint = value
		case "use_path_style", "s3ForcePathStyle":
			style, err := strconv.ParseBool(value)
			if err != nil {
				return b, fmt.Errorf("%s of a bucket is true or false, not %q", key, value)
			}
			b.lookup = minio.BucketLookupDNS
			if style {
				b.lookup = minio.BucketLookupPath
			}
		default:
			return b, fmt.Errorf("the URL of a bucket takes region, endpoint, profile and use_path_style, not %q", key)
		}
	}
	b.region = cmp.Or(b.region, os.Getenv("AWS_REGION"), os.Getenv("AWS_DEFAULT_REGION"))
	endpoint = cmp.Or(endpoint, os.Getenv("AWS_ENDPOINT_URL_S3"), os.Getenv("AWS_ENDPOINT_URL"), amazon)
	if !strings.Contains(endpoint, "://") {
		endpoint = "https://" + endpoint
	}
	b.endpoint, err = url.Parse(endpoint)
	schemes := []string{"http", "https"}
	if err != nil || !slices.Contains(schemes, b.endpoint.Scheme) || b.endpoint.Host == "" || strings.Trim(b.endpoint.Path, "/") != "" {
		return b, fmt.Errorf("the endpoint of a bucket is like https://s3.example.com, not %q", endpoint)
	}
	return b, nil
}
