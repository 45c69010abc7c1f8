import { Component, type ReactNode } from 'react';
import { Failure } from './basics';

type Props = { children: ReactNode };

// Boundary keeps a fault of one page from taking the others with it.
export class Boundary extends Component<Props, { failed: boolean }> {
  state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  render() {
    return this.state.failed ? (
      <div className="page">
        <Failure message="This page has failed. What was stored is stored." again={() => this.setState({ failed: false })} />
      </div>
    ) : (
      this.props.children
    );
  }
}
