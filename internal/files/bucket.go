package files

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

const (
	// minPart and maxParts are S3's: how much of a file is held in memory while it is uploaded at least, and into how many parts it goes.
	minPart  = 5 << 20
	maxParts = 10_000
	// listed is how many files S3 lists at a time.
	listed = 1000
	amazon = "https://s3.amazonaws.com"
)

// bucket is a place in S3, or in a service that speaks its protocol.
type bucket struct {
	client *minio.Core
	name   string
	// part is how many bytes are sent at a time.
	part int64
}

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

// openBucket uses the credentials of the environment, of AWS's files, or of the machine's role.
func openBucket(text string, maxBytes int64) (place, error) {
	u, err := parseBucket(text)
	if err != nil {
		return place{}, err
	}
	client, err := minio.NewCore(u.endpoint.Host, &minio.Options{
		Creds: credentials.NewChainCredentials([]credentials.Provider{
			&credentials.EnvAWS{}, &credentials.FileAWSCredentials{Profile: u.profile}, &credentials.IAM{},
		}),
		Secure: u.endpoint.Scheme == "https", Region: u.region, BucketLookup: u.lookup,
	})
	if err != nil {
		return place{}, err
	}
	b := &bucket{client, u.name, max(minPart, maxBytes/maxParts+1)}
	nothing := func() error { return nil }
	return place{put: b.put, open: b.open, remove: b.remove, list: b.list, probe: b.probe, link: b.link, close: nothing}, nil
}

func (b *bucket) probe(ctx context.Context) error {
	for _, err := range b.listed(ctx, "", 1) {
		return err
	}
	return nil
}

// put sends a small file in one request, and a larger one in parts, of which nothing is left if one can't be read.
func (b *bucket) put(ctx context.Context, name string, about File, r io.Reader) error {
	options := minio.PutObjectOptions{ContentType: about.ContentType, ContentDisposition: about.disposition(), PartSize: uint64(b.part)}
	var first bytes.Buffer
	size, err := io.CopyN(&first, r, b.part)
	switch {
	case errors.Is(err, io.EOF):
		r = &first
	case err != nil:
		return err
	default:
		r, size = io.MultiReader(&first, r), -1
	}
	_, err = b.client.Client.PutObject(ctx, b.name, name, r, size, options)
	return err
}

func (b *bucket) remove(ctx context.Context, name string) error {
	err := b.client.RemoveObject(ctx, b.name, name, minio.RemoveObjectOptions{})
	if absent(err) {
		return nil
	}
	return err
}

func (b *bucket) list(ctx context.Context, folder string) iter.Seq2[entry, error] {
	return b.listed(ctx, folder+"/", listed)
}

func (b *bucket) listed(ctx context.Context, prefix string, page int) iter.Seq2[entry, error] {
	return func(yield func(entry, error) bool) {
		options := minio.ListObjectsOptions{Prefix: prefix, Recursive: true, MaxKeys: page}
		for object := range b.client.Client.ListObjectsIter(ctx, b.name, options) {
			if !yield(entry{object.Key, object.LastModified}, object.Err) || object.Err != nil {
				return
			}
		}
	}
}

func (b *bucket) link(ctx context.Context, name string, expires time.Duration) (string, error) {
	u, err := b.client.PresignedGetObject(ctx, b.name, name, expires, nil)
	if err != nil {
		return "", err
	}
	return u.String(), nil
}

func (b *bucket) open(ctx context.Context, name string) (*Content, error) {
	body, info, _, err := b.client.GetObject(ctx, b.name, name, minio.GetObjectOptions{})
	if absent(err) {
		return nil, fs.ErrNotExist
	}
	if err != nil {
		return nil, err
	}
	o := &object{size: info.Size, body: body, ask: func(from int64) (io.ReadCloser, error) {
		var options minio.GetObjectOptions
		if err := errors.Join(options.SetMatchETag(info.ETag), options.SetRange(from, info.Size-1)); err != nil {
			return nil, err
		}
		rest, _, _, err := b.client.GetObject(ctx, b.name, name, options)
		return rest, err
	}}
	return &Content{o, info.ContentType, info.Metadata.Get("Content-Disposition"), info.LastModified}, nil
}

// absent says whether an error is that there is no such object. That the bucket is missing is another one.
func absent(err error) bool {
	return err != nil && minio.ToErrorResponse(err).Code == minio.NoSuchKey
}

// object reads an object, and asks for the rest of it anew when another place of it is wanted.
type object struct {
	size, at int64
	body     io.ReadCloser // that continues at at; nil when it has to be asked for
	ask      func(from int64) (io.ReadCloser, error)
}

func (o *object) Read(p []byte) (int, error) {
	if o.at >= o.size {
		return 0, io.EOF
	}
	if o.body == nil {
		var err error
		if o.body, err = o.ask(o.at); err != nil {
			return 0, err
		}
	}
	n, err := o.body.Read(p)
	o.at += int64(n)
	if errors.Is(err, io.EOF) && o.at < o.size {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

func (o *object) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += o.at
	case io.SeekEnd:
		offset += o.size
	}
	if offset < 0 {
		return 0, errors.New("files: a place before the beginning")
	}
	if offset == o.at {
		return offset, nil
	}
	o.at = offset
	return offset, o.Close()
}

func (o *object) Close() error {
	if o.body == nil {
		return nil
	}
	body := o.body
	o.body = nil
	return body.Close()
}
